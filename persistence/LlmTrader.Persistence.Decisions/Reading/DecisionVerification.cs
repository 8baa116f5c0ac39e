using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Decisions;

/// <summary>What a check of a whole journal found.</summary>
public sealed record DecisionVerification
{
    /// <summary>Records that are as they were written, up to the first that is not.</summary>
    public required long Records { get; init; }

    public required int Segments { get; init; }

    /// <summary>Of the first record; null when there is none.</summary>
    public required Timestamp? First { get; init; }

    /// <summary>Behind the last good record. Whoever kept its <see cref="DecisionPlace.Head"/> can tell later whether the end was cut off.</summary>
    public required DecisionPlace End { get; init; }

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public required DecisionCorruptException? Fault { get; init; }

    /// <summary>A write that was cut off at the end; the next start of the strategist removes it. No fault.</summary>
    public required TornTail? Torn { get; init; }

    /// <summary>Records that were written, as the file <c>head</c> beside the journal says, when they are not all there; null when they are, or there is no such file.</summary>
    public required long? Written { get; init; }

    /// <summary>Whether the line whose hash was asked for is in the journal; null when none was.</summary>
    public required bool? HasHead { get; init; }

    /// <summary>Checks a journal from its beginning to its end.</summary>
    /// <param name="directory">The journal's.</param>
    /// <param name="head">SHA-256 of a line that must be in it, such as the last one of an earlier check: a chain alone can't tell that its end is missing. Null asks for none.</param>
    /// <exception cref="Journal.Platform.JournalIOException">The disk can't be read.</exception>
    public static DecisionVerification Of(string directory, string? head = null)
    {
        Timestamp? first = null;
        bool hasHead = head == DecisionPlace.Beginning.Head;
        DecisionCorruptException? fault = null;
        (long Sequence, string Hash)? written = DecisionHead.Read(directory);    // First: a writer may be at work.
        bool hasWritten = written is null;
        using DecisionReader reader = new(directory);
        try
        {
            while (reader.TryRead(out DecisionRecord? record))
            {
                first ??= record.Time;
                hasWritten |= record.Sequence == written?.Sequence && reader.Place.Head == written?.Hash;
                hasHead |= string.Equals(reader.Place.Head, head, StringComparison.OrdinalIgnoreCase);
            }
        }
        catch (DecisionCorruptException error)
        {
            fault = error;
        }

        return new DecisionVerification
        {
            Records = reader.Place.Sequence,
            Segments = DecisionSegments.In(directory).Count,
            First = first,
            End = reader.Place,
            Fault = fault,
            Torn = reader.Torn,
            Written = hasWritten || fault is not null ? null : written?.Sequence,
            HasHead = head is null ? null : hasHead,
        };
    }
}
