-- What ended long ago is found without looking at everything else.
create index job_ended on job (updated_at) where state in ('DONE', 'FAILED');
create index environment_ended on environment (updated_at) where state in ('TERMINATED', 'FAILED');
