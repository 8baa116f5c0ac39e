using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>What all records of the <c>in</c> stream but the compact trade and quote begin with: kind, times, instrument.</summary>
internal static class EventPrefix
{
    /// <summary>Where the payload starts.</summary>
    public const int Length = 25;

    /// <summary>Fields before the payload.</summary>
    public const int Fields = 4;

    private const int TimeAt = 2;
    private const int ExchangeTimeAt = 11;
    private const int InstrumentAt = 20;

    /// <summary>Whether lag (engine time minus exchange time) and instrument fit the narrow fields.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsCompact(in EngineEvent e, out int lag)
    {
        long time = e.Time.Nanoseconds;
        long exchangeTime = e.ExchangeTime.Nanoseconds;
        long difference = time - exchangeTime;
        lag = (int)difference;
        bool overflowed = ((time ^ exchangeTime) & (time ^ difference)) < 0;   // Readers without wrap-around must come to the same time.
        return difference == lag && !overflowed && (uint)e.Instrument.Value <= ushort.MaxValue;
    }

    public static void Encode(in EngineEvent e, int fields, byte kind, ref byte record)
    {
        Field.Start(ref record, fields, kind);
        Field.WriteInt64(ref record, TimeAt, e.Time.Nanoseconds);
        Field.WriteInt64(ref record, ExchangeTimeAt, e.ExchangeTime.Nanoseconds);
        Field.WriteInt32(ref record, InstrumentAt, e.Instrument.Value);
    }

    public static void Decode(ref byte record, EventKind kind, ref EngineEvent e)
    {
        e.Time = new Timestamp(Field.ReadInt64(ref record, TimeAt));
        e.ExchangeTime = new Timestamp(Field.ReadInt64(ref record, ExchangeTimeAt));
        e.Instrument = new InstrumentId(Field.ReadInt32(ref record, InstrumentAt));
        e.Kind = kind;
    }
}
