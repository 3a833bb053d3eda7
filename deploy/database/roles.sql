-- The three roles beside the owner. What each may do with the tables, the migrations say (services/indexer/rights.py):
-- rights go with what is dropped, so they are given again whenever it is made again.
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
COMMIT;
