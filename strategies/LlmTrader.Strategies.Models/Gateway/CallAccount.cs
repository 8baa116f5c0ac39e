using System.Text;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>What a call came to so far: attempts, tokens, money, and the last reply, without secrets.</summary>
internal sealed class CallAccount(ModelRedaction redact)
{
    private const int LongestBody = 64 << 10;

    private readonly List<ModelAttempt> _attempts = [];
    private int _redactions;
    private long _input;
    private long _output;
    private long _cached;
    private decimal _cost;
    private SendPlan? _plan;
    private EndpointReply? _reply;

    public bool HasAttempts => _reply is not null;

    /// <summary>The call without secrets in its messages.</summary>
    public ModelCall Redact(ModelCall call) => call with { Messages = [.. call.Messages.Select(message => message with { Text = Redacted(message.Text) })] };

    public void Add(SendPlan plan, EndpointReply reply, TokenUsage usage, decimal cost)
    {
        (_plan, _reply) = (plan, reply);
        _input += usage.Input;
        _output += usage.Output;
        _cached += usage.Cached;
        _cost += cost;
        _attempts.Add(new ModelAttempt(plan.State.Name, reply.Outcome, reply.Raw.Status, reply.Raw.Elapsed, reply.Reason is { } reason ? Redacted(reason) : null));
    }

    /// <summary>As the last attempt ended.</summary>
    public ModelAnswer ToAnswer()
    {
        SendPlan plan = _plan!;
        EndpointReply reply = _reply!;
        string body = ReplyText.Of(reply.Raw.Body, Redacted);
        return Totals(new ModelAnswer
        {
            Outcome = reply.Outcome,
            Text = reply.Outcome == ModelOutcome.Answered ? reply.Text : "",
            Reason = _attempts[^1].Reason,
            Endpoint = plan.State.Name,
            RequestedModel = plan.State.Options.Model,
            ServedModel = reply.ServedModel,
            IsReplayed = reply.Raw.IsRecorded,
            Breaker = plan.State.Breaker.State,
            RequestBody = Encoding.UTF8.GetString(plan.Body),
            ResponseBody = body.Length <= LongestBody ? body : body[..LongestBody],
        });
    }

    /// <summary>Given up between attempts.</summary>
    public ModelAnswer Cancelled() => Totals((HasAttempts ? ToAnswer() : new ModelAnswer { Outcome = ModelOutcome.Cancelled }) with { Outcome = ModelOutcome.Cancelled, Text = "", Reason = "Whoever asked gave up." });

    /// <summary>Nothing was sent.</summary>
    public ModelAnswer Unsent(ModelOutcome outcome, string reason, ReadOnlySpan<byte> body) => new() { Outcome = outcome, Reason = reason, RequestBody = Encoding.UTF8.GetString(body), Redactions = _redactions };

    private ModelAnswer Totals(ModelAnswer answer) => answer with
    {
        InputTokens = (int)Math.Min(_input, int.MaxValue),
        OutputTokens = (int)Math.Min(_output, int.MaxValue),
        CachedTokens = (int)Math.Min(_cached, int.MaxValue),
        Cost = _cost,
        Attempts = [.. _attempts],
        Redactions = _redactions,
    };

    private string Redacted(string text)
    {
        Redaction redacted = redact(text);
        _redactions += redacted.Count;
        return redacted.Text;
    }
}
