namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>A record in a block's content.</summary>
/// <param name="Start">Of its first byte.</param>
/// <param name="Earlier">Of the earlier record that it likely resembles; −1 is none. A bad guess costs space, nothing else.</param>
public readonly record struct RecordPlace(int Start, int Earlier);
