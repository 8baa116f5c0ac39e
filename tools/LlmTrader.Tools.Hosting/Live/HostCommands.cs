using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>What the process itself asks of the engine, with its reason in the journal like everybody else's.</summary>
internal sealed class HostCommands(TradingEngine engine, IClock clock)
{
    /// <summary>As an audit names this process.</summary>
    private const string Who = "engine";

    /// <summary>Lets other orders pass from here on. False when the inbox is full.</summary>
    public bool TrySetState(TradingState state, string why) => TryWrite($"state {state}", why, OperatorEvents.State(state));

    /// <summary>Takes back all that works. False when the inbox is full.</summary>
    public bool TryCancelAll(string why) => TryWrite("cancel all", why, OperatorEvents.CancelAll());

    private bool TryWrite(string what, string why, EngineEvent command) =>
        engine.Commands.TryWriteAll([.. AdminRequests.Events(clock.Now.Nanoseconds / 1000, Who, what, why), command], out _);
}
