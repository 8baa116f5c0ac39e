using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;

namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>How far a projection is behind a strategist's journal.</summary>
/// <param name="End">Of the journal's last record that is whole; 0 when there is none.</param>
/// <param name="Lag">Records behind the place.</param>
/// <param name="LagSeconds">Between the record at the place and the last; null before the first is projected, or when it is not the journal's.</param>
/// <param name="Fault">What is wrong with the journal; null when nothing is.</param>
public sealed record StrategistTail(long End, long Lag, double? LagSeconds, string? Fault)
{
    /// <summary>Reads the whole journal, which is small, and checks it.</summary>
    /// <exception cref="Persistence.Journal.Platform.JournalIOException">The disk can't be read.</exception>
    public static StrategistTail Of(string directory, DecisionPlace place, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(place);
        Timestamp? at = null;
        string? fault = null;
        using DecisionReader reader = new(directory);
        try
        {
            while (reader.TryRead(out _))
            {
                cancel.ThrowIfCancellationRequested();
                if ((reader.Place.Sequence, reader.Place.Head) == (place.Sequence, place.Head)) { at = reader.Place.Time; }
            }
        }
        catch (DecisionCorruptException error)
        {
            fault = error.Message;
        }

        if (fault is null && place.Sequence > 0 && at is null) { fault = $"The database has {place.Sequence} records, of which the last is not the one of that number in '{directory}': it is another journal, or not what was written."; }
        DecisionPlace end = reader.Place;
        return new StrategistTail(end.Sequence, Math.Max(0, end.Sequence - place.Sequence), at is { } time ? (end.Time - time).Nanoseconds / 1e9 : null, fault);
    }
}
