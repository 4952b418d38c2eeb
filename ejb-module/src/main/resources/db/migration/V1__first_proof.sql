-- Accounts and who may speak for them ---------------------------------------------------------

create table account (
  id         text primary key check (id ~ '^acc_[a-z2-7]{26}$'),
  name       text not null unique check (length(name) between 1 and 100),
  created_at timestamptz not null
);

create table app_user (
  name          text primary key check (name ~ '^[a-z0-9][a-z0-9._@-]{0,63}$'),
  account       text not null references account,
  roles         text not null check (roles ~ '^(client|operator|auditor)(,(client|operator|auditor))*$'),
  password_hash text,
  one_time      boolean not null,
  created_at    timestamptz not null,
  check (password_hash is not null or not one_time)
);

create table token (
  id         text primary key check (id ~ '^tok_[a-z2-7]{26}$'),
  digest     bytea not null unique check (length(digest) = 32),
  account    text not null references account,
  user_name  text not null references app_user,
  name       text check (length(name) between 1 and 100),
  created_at timestamptz not null,
  expires_at timestamptz
);
create index token_of_account on token (account);

create table request_key (
  key_id     text primary key check (key_id ~ '^[0-9a-f]{96}$'),
  account    text not null references account,
  user_name  text not null references app_user,
  spki       bytea not null,
  created_at timestamptz not null
);
create index request_key_of_account on request_key (account);

-- Processors ----------------------------------------------------------------------------------

create table processor (
  id               text primary key check (id ~ '^prc_[a-z2-7]{26}$'),
  device_id        bytea not null unique check (length(device_id) between 16 and 64),
  boot_id          bytea not null check (length(boot_id) = 16),
  name             text not null,
  node             text not null,
  platform         text not null,
  software_version text not null,
  svn              bigint not null,
  connected        boolean not null,
  enrolled         boolean not null,
  capacity         integer not null,
  areas_in_use     integer not null,
  chain            bytea not null,
  seen_at          timestamptz not null,
  version          bigint not null
);

-- Areas that were made ahead and that nobody has yet. Whoever deletes the row has the area.
create table pooled_area (
  area        text primary key,
  processor   text not null references processor,
  instance_id bytea not null,
  created_at  timestamptz not null
);
create index pooled_area_of_processor on pooled_area (processor, created_at);

-- Environments and jobs -------------------------------------------------------------------------

create table environment (
  id                  text primary key check (id ~ '^env_[a-z2-7]{26}$'),
  account             text not null references account,
  name                text check (length(name) between 1 and 100),
  loader              text not null,
  parameters          bytea,
  activation_state_id bytea not null check (length(activation_state_id) = 48),
  environment_id      bytea check (length(environment_id) = 48),
  pooled              boolean not null,
  processor           text not null references processor,
  node                text not null,
  state               text not null check (state in ('REQUESTED', 'ACTIVATED', 'BOUND', 'RUNNING',
                        'SUSPENDED', 'RESTORING', 'WAITING_FOR_OWNER', 'TERMINATED', 'FAILED')),
  reason              text,
  area                text,
  instance_id         bytea,
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  version             bigint not null,
  check (pooled = (parameters is null)),
  check ((state = 'FAILED') = (reason is not null)),
  check (area is not null or state not in ('ACTIVATED', 'BOUND', 'RUNNING', 'RESTORING'))
);
create index environment_of_account on environment (account, created_at desc, id desc);
create index environment_on_processor on environment (processor)
  where state in ('REQUESTED', 'ACTIVATED', 'BOUND', 'RUNNING', 'RESTORING');
-- An area belongs to one environment in all its life.
create unique index environment_area on environment (area) where area is not null;

create table job (
  id             text primary key check (id ~ '^job_[a-z2-7]{26}$'),
  account        text references account,
  environment    text references environment,
  processor      text references processor,
  operation      text not null,
  node           text not null,
  input          bytea,
  state          text not null check (state in ('QUEUED', 'RUNNING', 'DONE', 'FAILED')),
  attempts       integer not null,
  sends          integer not null,
  send_after     timestamptz not null,
  lease_until    timestamptz,
  error_code     text,
  error_check    text,
  error_expected text,
  error_actual   text,
  result         bytea,
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  version        bigint not null,
  check ((state = 'RUNNING') = (lease_until is not null)),
  check (state <> 'FAILED' or error_code is not null),
  check ((environment is null) = (processor is not null))
);
create index job_of_account on job (account, created_at desc, id desc);
create index job_of_environment on job (environment, created_at desc);
create index job_open on job (node, send_after) where state in ('QUEUED', 'RUNNING');
-- One end is enough for an environment, and one refill at a time for a processor.
create unique index job_terminate_once on job (environment) where operation = 'TERMINATE';
create unique index job_refill_once on job (processor)
  where operation = 'REFILL' and state in ('QUEUED', 'RUNNING');

-- The answer to a request that may be repeated: what it made, under a digest of what it asked.
create table idempotency (
  account     text not null references account,
  key         text not null check (length(key) between 1 and 100),
  digest      bytea not null check (length(digest) = 48),
  job         text not null references job,
  created_at  timestamptz not null,
  primary key (account, key)
);
create index idempotency_age on idempotency (created_at);

create table dead_letter (
  id            text primary key check (id ~ '^dlt_[a-z2-7]{26}$'),
  queue         text not null,
  job           text,
  text          text,
  problem       text not null,
  at            timestamptz not null,
  sent_again_at timestamptz
);
create index dead_letter_newest on dead_letter (at desc, id desc);

create table event (
  id      bigint generated always as identity primary key,
  account text not null references account,
  kind    text not null,
  subject text not null,
  state   text not null,
  at      timestamptz not null
);
create index event_of_account on event (account, id);
create index event_age on event (at);

-- Auditors ------------------------------------------------------------------------------------

-- Conveyed as they came: each proves itself to the client. What stands beside the bytes is for lists.
create table audit_certificate (
  id          bytea primary key check (length(id) = 48),
  device_id   bytea not null check (length(device_id) between 16 and 64),
  certificate bytea not null,
  not_after   timestamptz not null,
  uploaded_by text not null references account,
  created_at  timestamptz not null
);
create index audit_certificate_of_device on audit_certificate (device_id, created_at desc);

create table audit_status (
  id            bytea primary key references audit_certificate,
  status_number bigint not null,
  statement     bytea not null,
  updated_at    timestamptz not null
);

create table inspection (
  id            text primary key check (id ~ '^ins_[a-z2-7]{26}$'),
  account       text not null references account,
  inspector     text not null,
  device_id     bytea not null check (length(device_id) between 16 and 64),
  level         integer not null check (level between 0 and 9),
  method        text not null,
  site          text not null,
  report_digest bytea not null check (length(report_digest) = 48),
  period_start  timestamptz not null,
  period_end    timestamptz not null check (period_end > period_start),
  created_at    timestamptz not null
);
create index inspection_of_account on inspection (account, created_at desc, id desc);

-- The auditor's register. What was signed elsewhere has no inspection here, and brings its status.
create table issued_audit (
  id           bytea primary key check (length(id) = 48),
  account      text not null references account,
  inspection   text references inspection,
  device_id    bytea not null check (length(device_id) between 16 and 64),
  certificate  bytea not null,
  not_after    timestamptz not null,
  created_at   timestamptz not null,
  withdrawn_at timestamptz,
  status_number bigint,
  statement    bytea,
  check ((status_number is null) = (statement is null))
);
create index issued_audit_of_device on issued_audit (device_id, created_at desc);

-- Clients keep the highest number they saw of an issuer, so no number may come twice, ever.
create sequence status_number as bigint;

-- The log -------------------------------------------------------------------------------------

create table audit_log (
  id        bigint generated always as identity primary key,
  at        timestamptz not null,
  account   text,
  user_name text,
  action    text not null,
  subject   text not null,
  outcome   text not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$;

create trigger audit_log_append_only before update or delete on audit_log
  for each row execute function refuse_change();
create trigger audit_log_not_truncated before truncate on audit_log
  for each statement execute function refuse_change();
