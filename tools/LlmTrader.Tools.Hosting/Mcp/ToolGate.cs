using System.Text.Json;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Mcp.Calls;
using LlmTrader.Tools.Hosting.Runs;
using Serilog;

namespace LlmTrader.Tools.Hosting.Mcp;

/// <summary>What stands between a client and its tools, one for all of them.</summary>
/// <param name="session">Whose calls they are.</param>
/// <param name="limits">Checked.</param>
/// <param name="people">Who is asked before something is changed.</param>
/// <param name="audit">Hears every call.</param>
/// <param name="log">For who looks after the machine.</param>
/// <param name="time">The clock of quotas and approvals.</param>
internal sealed class ToolGate(McpSession session, McpConfiguration limits, IToolApprovals people, McpAudit audit, ILogger log, TimeProvider time)
{
    private readonly CallQuota _calls = new(limits.CallsPerMinute, TimeSpan.FromMinutes(1), time);
    private readonly CallQuota _backtests = new(limits.BacktestsPerHour, TimeSpan.FromHours(1), time);
    private readonly ApprovalDesk _desk = new(people, session, limits, time);

    public McpSession Session => session;

    public McpConfiguration Limits => limits;

    public McpAudit Audit => audit;

    /// <exception cref="ToolException">There is none left.</exception>
    public void TakeQuota(string tool)
    {
        if (!_calls.TryTake(out TimeSpan wait)) { throw Spent($"{limits.CallsPerMinute} calls a minute are all that this client may make (mcp.calls_per_minute).", wait); }
        if (tool == ToolNames.Backtest && !_backtests.TryTake(out wait)) { throw Spent($"{limits.BacktestsPerHour} backtests an hour are all that this client may run (mcp.backtests_per_hour).", wait); }
    }

    /// <summary>Lets a call through, one that changes something with a person's yes or a waiver, and has that one on record before it is done.</summary>
    /// <param name="call">As it is to be made.</param>
    /// <param name="slot">That it would change; null of a call that only looks.</param>
    /// <param name="cancel">As asked.</param>
    /// <returns>The id of the question that a person said yes to; null where none was needed.</returns>
    /// <exception cref="ToolException">There is no yes to it.</exception>
    public string? Permit(ToolCall call, int? slot, CancellationToken cancel)
    {
        ToolGrant grant = session.Trust.Judge(slot is null ? ToolEffect.ReadOnly : ToolEffect.Mutating, limits.WithoutApproval.Contains(call.Tool, StringComparer.Ordinal));
        string? approval = grant == ToolGrant.Granted ? null : _desk.Spend(call, slot!.Value, cancel);
        if (slot is not null) { audit.Begin(call, approval); }
        return approval;
    }

    /// <summary>What a client is told of something that went wrong.</summary>
    public ToolException Tell(Exception error, string tool)
    {
        if (error is ToolException { IsOurs: true } own) { return own; }
        session.ReadOutside();    // What went wrong may quote what somebody wrote.
        ToolException told = error switch
        {
            ToolException known => known,
            EngineCallException { IsAbsence: true } e => new("engine_absent", $"The tool {tool} needs a running engine. {e.Message}", e.Next),
            EngineCallException { Kind: EngineCallKind.Fault } e => new("engine_fault", $"{e.Message} Whether anything was done is not known.", e.Next),
            EngineCallException e => new("engine_refused", e.Message, e.Next),
            JsonException => new("bad_argument", "One of the arguments is not of the kind that the tool's schema asks for."),
            RunException or ArgumentException or FormatException => new("refused", error.Message),
            DecisionCorruptException => new("damaged", error.Message),
            OperationCanceledException => new("timeout", "It took longer than it may."),
            JournalIOException or IOException or UnauthorizedAccessException => new("disk", error.Message),
            _ => new("fault", $"The tool {tool} has failed; the server's log tells more."),
        };
        if (told.Code is "fault" or "disk" or "damaged") { log.Error(error, "The tool {Tool} has failed.", tool); }
        return told;
    }

    private static ToolException Spent(string message, TimeSpan wait) =>
        new("quota", message, wait == Timeout.InfiniteTimeSpan ? "An operator may allow more." : $"Wait {Math.Ceiling(wait.TotalSeconds):0} s.");
}
