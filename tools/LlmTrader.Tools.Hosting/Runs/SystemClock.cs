using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>The machine's clock, to 100 ns. The Sequencer keeps it from going back.</summary>
public sealed class SystemClock : IClock
{
    private const long NanosecondsPerTick = 100;

    public Timestamp Now => new((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * NanosecondsPerTick);
}
