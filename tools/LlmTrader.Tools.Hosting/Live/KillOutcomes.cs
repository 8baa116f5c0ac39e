using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>What a kill has come to. In every case no order leaves any more.</summary>
/// <param name="IsLatchDurable">Whether the engine stays killed over a crash or a restart whatever its journal holds.</param>
/// <param name="LatchProblem">Why the latch is not known to be durable; null when it is.</param>
/// <param name="Event">The kill event, behind the audit's; null when the inbox had no room for it yet: it is written as soon as there is some.</param>
public sealed record KillOutcome(bool IsLatchDurable, string? LatchProblem, CommandTicket? Event);

/// <summary>What a reset has come to.</summary>
public enum KillResetResult
{
    /// <summary>Orders leave again.</summary>
    Open,

    /// <summary>The journal has not committed the event in time. The engine stays killed; ask again when its ring moves.</summary>
    NotDurable,

    /// <summary>The latch could not be taken away: the engine stays killed.</summary>
    LatchRemains,

    /// <summary>Another kill came meanwhile, and stands.</summary>
    KilledAgain,
}
