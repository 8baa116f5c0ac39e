namespace LlmTrader.Persistence.Journal.Reading;

/// <summary>
/// The one rule by which readers, verifier and recovery tell corruption from what a crash leaves behind. Bytes that had been
/// durable and are bad now are corruption. What had not been durable may be torn, and may be missing while later bytes are
/// there: a disk writes in its own order.
/// </summary>
internal static class DamageJudge
{
    /// <param name="stream">The stream.</param>
    /// <param name="first">The least sequence that the bad bytes may hold.</param>
    /// <param name="knownDurable">The highest durable sequence recorded anywhere, also behind the bad bytes.</param>
    /// <param name="isSegmentClosed">Whether a later segment exists: one is created only once the segment before it is durable.</param>
    public static bool IsCorruption(StreamKind stream, long first, long knownDurable, bool isSegmentClosed) =>
        isSegmentClosed || IsMissing(stream, first, knownDurable);

    /// <summary>Whether a stream that goes up to <paramref name="next"/>, exclusive, lacks something that had been durable.</summary>
    /// <remarks>Several <c>out</c> records have one sequence: that some of it were durable does not tell that all were.</remarks>
    public static bool IsMissing(StreamKind stream, long next, long knownDurable) =>
        stream == StreamKind.In ? next <= knownDurable : next < knownDurable;
}
