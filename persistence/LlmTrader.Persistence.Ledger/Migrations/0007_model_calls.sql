-- Calls of models: records of the strategist's journal, so that what is here follows from decision_records and can't disagree with them.
CREATE INDEX decision_records_model_calls ON decision_records (journal, sequence) WHERE kind = 'model_call';

-- A call in a row. request_text and response_text are redacted and cut at 64 KiB; the hashes are of the whole. A trial belongs to no decision.
CREATE VIEW model_calls AS
SELECT ts, journal, sequence, ts_ns, nullif(decision, 'trial') AS decision, body ->> 'call' AS call, body ->> 'role' AS role, body ->> 'group' AS model_group,
       body ->> 'endpoint' AS endpoint, body ->> 'requested_model' AS requested_model, body ->> 'served_model' AS served_model,
       body ->> 'prompt' AS prompt, body ->> 'prompt_hash' AS prompt_hash, body ->> 'schema' AS schema_name,
       body ->> 'outcome' AS outcome, (body ->> 'schema_valid')::boolean AS schema_valid, body ->> 'reason' AS reason, body ->> 'problem' AS problem,
       (body ->> 'input_tokens')::bigint AS input_tokens, (body ->> 'output_tokens')::bigint AS output_tokens, (body ->> 'cached_tokens')::bigint AS cached_tokens,
       (body ->> 'cost')::numeric AS cost, body ->> 'breaker' AS breaker, (body ->> 'replayed')::boolean AS is_replayed, (body ->> 'redactions')::integer AS redactions,
       coalesce(jsonb_array_length(body -> 'attempts'), 0) AS attempts, body -> 'attempts' AS attempt_list,
       body ->> 'request_hash' AS request_hash, (body ->> 'request_bytes')::bigint AS request_bytes, body ->> 'request' AS request_text,
       body ->> 'response_hash' AS response_hash, (body ->> 'response_bytes')::bigint AS response_bytes, body ->> 'response' AS response_text, body ->> 'text_hash' AS text_hash
FROM decision_records WHERE kind = 'model_call';

-- What they cost: by the day of UTC, the model (that answered, or else was asked) and the role. Sums over it are sums over the calls.
CREATE VIEW model_cost AS
SELECT journal, (ts AT TIME ZONE 'UTC')::date AS day, coalesce(served_model, requested_model) AS model, role,
       count(*) AS calls, count(*) FILTER (WHERE outcome = 'answered' AND schema_valid IS DISTINCT FROM false) AS usable, sum(attempts) AS attempts,
       coalesce(sum(input_tokens), 0) AS input_tokens, coalesce(sum(output_tokens), 0) AS output_tokens, coalesce(sum(cached_tokens), 0) AS cached_tokens, coalesce(sum(cost), 0) AS cost
FROM model_calls GROUP BY 1, 2, 3, 4;

-- As before, without the calls that belong to no decision, and with what a decision asked of models: how often it was proposed anew, and what that cost.
CREATE OR REPLACE VIEW strategist_decisions AS
SELECT journal, decision, first_sequence, last_sequence, began_ns,
       observation ->> 'trigger' AS trigger, observation ->> 'seed' AS seed, observation ->> 'hash' AS observation_hash,
       proposal ->> 'proposer' AS proposer, proposal ->> 'proposer_version' AS proposer_version, proposal ->> 'template' AS template,
       proposal ->> 'hash' AS candidate_hash, proposal ->> 'source' AS source,
       compiled -> 'passed' = 'true' AS compiled, trials, holdouts, accepted -> 'passed' = 'true' AS accepted,
       checked -> 'passed' = 'true' AS checked, gate -> 'passed' = 'true' AS gate_passed, (gate ->> 'risk')::double precision AS risk,
       approval -> 'approved' = 'true' AS approved, approval ->> 'by' AS approver, approval ->> 'reason' AS approval_reason,
       (stage ->> 'slot')::integer AS slot, (staged ->> 'set_id')::integer AS set_id, (staged ->> 'sequence')::bigint AS stage_sequence, staged_ns,
       (activated ->> 'sequence')::bigint AS activate_sequence, activated_ns,
       (rolled_back ->> 'sequence')::bigint AS rollback_sequence, rolled_back_ns,
       ended_ns, outcome ->> 'result' AS result, outcome ->> 'reason' AS reason,
       proposals, model_calls, model_tokens, model_cost
FROM (SELECT journal, decision, min(sequence) AS first_sequence, max(sequence) AS last_sequence, min(ts_ns) AS began_ns,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'observation'))[1] AS observation,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'proposal'))[1] AS proposal,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'compiled'))[1] AS compiled,
             count(*) FILTER (WHERE kind = 'trial') AS trials,
             count(*) FILTER (WHERE kind = 'holdout') AS holdouts,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'acceptance'))[1] AS accepted,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'check'))[1] AS checked,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'gate'))[1] AS gate,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'approval'))[1] AS approval,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'stage_requested'))[1] AS stage,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'staged'))[1] AS staged,
             max(ts_ns) FILTER (WHERE kind = 'staged') AS staged_ns,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'activated'))[1] AS activated,
             max(ts_ns) FILTER (WHERE kind = 'activated') AS activated_ns,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'rolled_back' AND body -> 'done' = 'true'))[1] AS rolled_back,
             max(ts_ns) FILTER (WHERE kind = 'rolled_back' AND body -> 'done' = 'true') AS rolled_back_ns,
             (array_agg(body ORDER BY sequence DESC) FILTER (WHERE kind = 'outcome'))[1] AS outcome,
             max(ts_ns) FILTER (WHERE kind = 'outcome') AS ended_ns,
             count(*) FILTER (WHERE kind = 'proposal') AS proposals,
             count(*) FILTER (WHERE kind = 'model_call') AS model_calls,
             coalesce(sum((body ->> 'input_tokens')::bigint + (body ->> 'output_tokens')::bigint) FILTER (WHERE kind = 'model_call'), 0) AS model_tokens,
             coalesce(sum((body ->> 'cost')::numeric) FILTER (WHERE kind = 'model_call'), 0) AS model_cost
      FROM decision_records GROUP BY journal, decision HAVING bool_or(kind <> 'model_call')) records;
