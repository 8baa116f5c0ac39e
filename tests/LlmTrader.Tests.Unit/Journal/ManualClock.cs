namespace LlmTrader.Tests.Unit.Journal;

/// <summary>A monotonic clock that stands still until it is told otherwise; a tick is a nanosecond.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks = 1_000_000_000;

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => _ticks;

    public void Advance(TimeSpan time) => _ticks += (long)time.TotalNanoseconds;
}
