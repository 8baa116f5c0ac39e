namespace LlmTrader.Persistence.Journal.Reading;

/// <summary>A place between two blocks of a stream, and what must come there.</summary>
/// <param name="Segment">Path of the segment; empty before the first.</param>
/// <param name="Block">Index in the segment of the block that comes.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="ExpectedSequence">The sequence that must come next; in the <c>out</c> stream the least that may.</param>
/// <param name="LastSequence">Of the block before; −1 before the first.</param>
/// <param name="PreviousCrc">Checksum of the block before; null when nobody looked at it.</param>
internal readonly record struct ScanPlace(string Segment, int Block, long Offset, long ExpectedSequence, long LastSequence, uint? PreviousCrc);
