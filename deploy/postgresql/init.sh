#!/bin/sh
# Makes what ServiceRoles makes on a machine of its own: for each service a database that its role owns and alone may
# connect to, with the schema of its name. Run once, by the image, when there are no data yet.
set -eu

for SERVICE in musical reservation payment notice customercenter; do
    eval "PASSWORD=\$$(echo "$SERVICE" | tr '[:lower:]' '[:upper:]')_DATABASE_PASSWORD"
    export SERVICE PASSWORD
    psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv service SERVICE
\getenv password PASSWORD
CREATE ROLE :"service" LOGIN PASSWORD :'password';
ALTER ROLE :"service" SET transaction_timeout = '30s';
ALTER ROLE :"service" SET search_path = :"service";
ALTER ROLE :"service" SET synchronous_commit = on;
ALTER ROLE :"service" SET enable_seqscan = off;
CREATE DATABASE :"service" OWNER :"service";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
\connect :"service"
CREATE SCHEMA :"service" AUTHORIZATION :"service";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
done

psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
-- The services' migrations grant to it. Nobody signs in as it.
CREATE ROLE events NOLOGIN;
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
