-- The three roles beside the owner, and what each may do with the tables that the migrations are going to make.
-- For psql, run as the owner (or a superuser) in the database `referat`, before the first migration and again
-- whenever a password changes:
--
--   psql -v indexer_password=... -v scheduler_password=... -v reader_password=... -f roles.sql
--
-- Repeatable: what stands already is left alone, and passwords are set to what was given.
\set ON_ERROR_STOP on

BEGIN;
SELECT format('CREATE ROLE %I LOGIN', wanted.name)
FROM (VALUES ('indexer'), ('scheduler'), ('reader')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) \gexec

ALTER ROLE indexer PASSWORD :'indexer_password';
ALTER ROLE scheduler PASSWORD :'scheduler_password';
ALTER ROLE reader PASSWORD :'reader_password';

-- Nobody comes in by being able to reach the server, and only the owner makes tables.
REVOKE ALL ON DATABASE referat FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE referat TO indexer, scheduler, reader;
GRANT USAGE ON SCHEMA public TO indexer, scheduler, reader;

-- What the owner's migrations make from now on ...
ALTER DEFAULT PRIVILEGES FOR ROLE referat IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO indexer;
ALTER DEFAULT PRIVILEGES FOR ROLE referat IN SCHEMA public
    GRANT SELECT ON TABLES TO scheduler, reader;
-- ... and what stands already, if these roles come to an older database. "Tables" are views too.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO indexer;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO scheduler, reader;
COMMIT;
