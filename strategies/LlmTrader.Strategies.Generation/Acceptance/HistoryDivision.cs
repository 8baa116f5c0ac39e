using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>
/// The parts of a history, in order of time and with a gap between them: what a search may see, what shows whether its choice lasts, and what
/// is opened once in the end.
/// </summary>
public sealed record HistoryDivision
{
    private HistoryDivision(HistoryWindow inSample, HistoryWindow outOfSample, HistoryWindow holdOut) => (InSample, OutOfSample, HoldOut) = (inSample, outOfSample, holdOut);

    /// <summary>The only part that a search is given.</summary>
    public HistoryWindow InSample { get; }

    /// <summary>No search sees it; the gates do, and so it wears out: its trials are counted.</summary>
    public HistoryWindow OutOfSample { get; }

    /// <summary>No search and no other gate sees it.</summary>
    public HistoryWindow HoldOut { get; }

    /// <summary>All but the hold-out.</summary>
    public HistoryWindow Judged => new(InSample.Start, OutOfSample.End);

    /// <summary>Divides a span by the thresholds' shares.</summary>
    /// <exception cref="ArgumentException">A part would be empty.</exception>
    public static HistoryDivision Of(HistoryWindow span, AcceptanceThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        Duration Part(double share) => new((long)(span.Length.Nanoseconds * share));
        Timestamp holdOut = span.End - Part(thresholds.HoldOutShare);
        Timestamp outOfSample = holdOut - Part(thresholds.OutOfSampleShare);
        Duration gap = Part(thresholds.EmbargoShare);
        HistoryDivision division = new(new(span.Start, outOfSample - gap), new(outOfSample, holdOut - gap), new(holdOut, span.End));
        if (division.InSample.Length <= Duration.Zero || division.OutOfSample.Length <= Duration.Zero || division.HoldOut.Length <= Duration.Zero)
        {
            throw new ArgumentException($"A history from {span.Start} to {span.End} can't be divided by {thresholds.OutOfSampleShare} out of sample, {thresholds.HoldOutShare} held out and gaps of {thresholds.EmbargoShare}.", nameof(span));
        }

        return division;
    }
}
