using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>One call at one endpoint: the body that would be sent, what it would come to, and what this call saw of the endpoint so far.</summary>
internal sealed class SendPlan
{
    public SendPlan(EndpointState state, ModelCall call)
    {
        State = state;
        Body = state.Endpoint.Write(call);
        InputTokens = TokenEstimate.Likely(Body);
        OutputTokens = call.MaxOutputTokens;
        FitsContext = (long)InputTokens + OutputTokens <= state.Options.Context;
    }

    public EndpointState State { get; }

    public byte[] Body { get; }

    /// <summary>Likely tokens of the prompt.</summary>
    public int InputTokens { get; }

    /// <summary>The longest answer.</summary>
    public int OutputTokens { get; }

    public int LikelyTokens => InputTokens + OutputTokens;

    /// <summary>No fewer than prompt and answer can have.</summary>
    public long MostTokens => (long)TokenEstimate.AtMost(Body) + OutputTokens;

    /// <summary>What an attempt comes to at most.</summary>
    public decimal MostMoney => State.Options.Price.AtMost(TokenEstimate.AtMost(Body), OutputTokens);

    /// <summary>Whether prompt and answer have room in the model's context.</summary>
    public bool FitsContext { get; }

    /// <summary>Attempts that this call made here.</summary>
    public int Tries { get; set; }

    /// <summary>This call does not try here before.</summary>
    public DateTimeOffset NotBefore { get; set; } = DateTimeOffset.MinValue;

    /// <summary>This call does not try here again: it was refused for good, or its budget is used up.</summary>
    public bool IsOut { get; set; }

    /// <summary>The budget refused it here.</summary>
    public bool IsUnaffordable { get; set; }

    /// <summary>What an attempt came to: as the server counts, or else as is likely, and for an answer that never came to its end, the most.</summary>
    public TokenUsage UsageOf(EndpointReply reply)
    {
        if (reply.Usage is { } counted) { return counted; }
        if (!reply.MayHaveCost) { return default; }
        int output = reply.Raw.End == TransportEnd.Complete ? Math.Min(OutputTokens, TokenEstimate.Likely(System.Text.Encoding.UTF8.GetBytes(reply.Text))) : OutputTokens;
        return new TokenUsage(InputTokens, output, 0);
    }
}

/// <summary>What the pool says when a call looks for an endpoint.</summary>
internal abstract record EndpointChoice
{
    /// <summary>This one; it has begun.</summary>
    public sealed record Chosen(SendPlan Plan, RateWindow.Entry Begun, BudgetReservation Reservation) : EndpointChoice;

    /// <summary>None now: look again when something ends, or after a time (null: that is not known).</summary>
    public sealed record Busy(Task Released, TimeSpan? Wait) : EndpointChoice;

    /// <summary>None at all, however long the call waits.</summary>
    public sealed record Nothing : EndpointChoice;
}
