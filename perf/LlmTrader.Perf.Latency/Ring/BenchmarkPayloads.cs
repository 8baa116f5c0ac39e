using System.Runtime.CompilerServices;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>What a benchmark needs of a slot; static, so that the JIT compiles each layout on its own.</summary>
public interface IPayload<TSelf>
    where TSelf : struct, IPayload<TSelf>
{
    /// <summary>Called once per slot before the first event.</summary>
    static abstract void Prepare(ref TSelf slot);

    /// <summary>Writes a whole 64-byte event.</summary>
    static abstract void Fill(ref TSelf slot, long value);

    /// <summary>What a middle stage does: reads the event and leaves a result in it.</summary>
    static abstract void Touch(ref TSelf slot);

    /// <summary>What the last stage adds to its checksum.</summary>
    static abstract long Read(ref TSelf slot);
}

/// <summary>Eight words: one cache line.</summary>
public struct Event64 : IPayload<Event64>
{
    private Words _words;

    public static void Prepare(ref Event64 slot) => slot = default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(ref Event64 slot, long value) => slot._words.Fill(value);

    /// <summary>What it was filled with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ValueOf(in Event64 slot) => slot._words.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Touch(ref Event64 slot) => slot._words.Stages++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(ref Event64 slot) => slot._words.Sum();
}

/// <summary>The same event in a slot of two cache lines.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 128)]
internal struct Event128 : IPayload<Event128>
{
    private Words _words;

    public static void Prepare(ref Event128 slot) => slot = default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(ref Event128 slot, long value) => slot._words.Fill(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Touch(ref Event128 slot) => slot._words.Stages++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(ref Event128 slot) => slot._words.Sum();
}

/// <summary>The same event in a preallocated object behind a reference: what slots of classes are.</summary>
internal struct EventReference : IPayload<EventReference>
{
    private EventObject _event;

    public static void Prepare(ref EventReference slot) => slot._event = new EventObject();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(ref EventReference slot, long value) => slot._event.Words.Fill(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Touch(ref EventReference slot) => slot._event.Words.Stages++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(ref EventReference slot) => slot._event.Words.Sum();

    private sealed class EventObject
    {
        public Words Words;
    }
}

/// <summary>The event's content.</summary>
public struct Words
{
    public long Stages;
    public long Value;
    private long _two;
    private long _three;
    private long _four;
    private long _five;
    private long _six;
    private long _seven;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill(long value)
    {
        Stages = 0;
        Value = value;
        _two = value + 2;
        _three = value + 3;
        _four = value + 4;
        _five = value + 5;
        _six = value + 6;
        _seven = value + 7;
    }

    /// <summary>Reads every word: seven times the value, plus 27, plus the stages passed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Sum() => Stages + Value + _two + _three + _four + _five + _six + _seven;
}

/// <summary>What the last stage must have added up, so that a run that loses or tears an event can't count.</summary>
internal static class Checksum
{
    /// <exception cref="InvalidOperationException">The sum is another one.</exception>
    public static void Verify(string scenario, long actual, long events, int middleStages)
    {
        // Each event i gives 7i + (2 + 3 + 4 + 5 + 6 + 7) + one for each middle stage.
        long expected = (7 * (events * (events - 1) / 2)) + (events * (27 + middleStages));
        if (actual != expected)
        {
            throw new InvalidOperationException($"{scenario}: the consumer's checksum is {actual} instead of {expected}; events were lost or torn.");
        }
    }
}
