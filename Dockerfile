# One image for each service: docker build --build-arg SERVICE=parser --tag referat-parser:local .
# It holds shared/ and that one room, with what requirements/SERVICE.txt pins and nothing else. SERVICE=cli holds all rooms.
ARG PYTHON=python:3.13.16-slim-trixie

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
# Where packages come from, if not from where pip would look by itself.
ARG PIP_INDEX_URL
WORKDIR /build
COPY requirements/build.txt requirements/
RUN pip install --require-hashes --only-binary=:all: --requirement requirements/build.txt

ARG SERVICE
# Which requirements, where a service has more than one set: EXTRA=ocr for the parser of scans.
ARG EXTRA=${SERVICE}
COPY requirements/${EXTRA}.txt requirements/
RUN python -m venv --without-pip /opt/referat \
 && pip --python=/opt/referat/bin/python install --require-hashes --only-binary=:all: --requirement requirements/${EXTRA}.txt

COPY pyproject.toml README.md LICENSE ./
COPY shared shared
COPY services services
RUN if [ "${SERVICE}" != cli ]; then find services -mindepth 1 -maxdepth 1 -type d ! -name "${SERVICE}" -exec rm -r {} +; fi \
 && pip wheel --no-deps --no-build-isolation --wheel-dir wheels . \
 && pip --python=/opt/referat/bin/python install --no-deps --no-index wheels/*.whl

FROM ${PYTHON}
# What no Python package brings, such as the language data that scans are read with.
ARG DEBIAN_PACKAGES
RUN if [ -n "${DEBIAN_PACKAGES}" ]; then \
      apt-get update && apt-get install --yes --no-install-recommends ${DEBIAN_PACKAGES} && rm -rf /var/lib/apt/lists/*; \
    fi
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin referat
COPY --from=build /opt/referat /opt/referat
ENV PATH=/opt/referat/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /tmp
# docker-compose.yml says what runs, in exec form, so that a signal reaches it.
CMD ["python"]
