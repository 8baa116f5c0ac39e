using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>The rare events: timers, commands, checkpoints, limits, states, gaps, epochs. Each is the prefix and a few fields.</summary>
internal static class ControlRecords
{
    private const int Payload = EventPrefix.Length;

    public const int TimerLength = Payload + 14;
    public const byte WideCommandKind = (byte)EventKind.Command + JournalFormat.WideKind;
    public const int CommandLength = Payload + CommandFields.Length;
    public const int WideCommandLength = Payload + CommandFields.WideLength;
    public const int CheckpointLength = Payload + 18;
    public const int RiskLimitLength = Payload + 15;
    public const int TradingStateLength = Payload + 1;
    public const int GapLength = Payload + 9;
    public const int EpochStartLength = Payload + 6;

    public static int EncodeTimer(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 2, (byte)EventKind.Timer, ref record);
        Field.WriteInt64(ref record, Payload, e.Timer.Due.Nanoseconds);
        Field.WriteInt32(ref record, Payload + 9, e.Timer.Id.Value);
        return TimerLength;
    }

    public static int DecodeTimer(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.Timer, ref e);
        e.Timer.Due = new Timestamp(Field.ReadInt64(ref record, Payload));
        e.Timer.Id = new TimerId(Field.ReadInt32(ref record, Payload + 9));
        return TimerLength;
    }

    public static int EncodeCommand(in EngineEvent e, ref byte record)
    {
        if (!e.Command.IsPlain)
        {
            EventPrefix.Encode(in e, EventPrefix.Fields + CommandFields.WideFields, WideCommandKind, ref record);
            CommandFields.EncodeWide(in e.Command, Payload, ref record);
            return WideCommandLength;
        }

        EventPrefix.Encode(in e, EventPrefix.Fields + CommandFields.Fields, (byte)EventKind.Command, ref record);
        CommandFields.Encode(in e.Command, Payload, ref record);
        return CommandLength;
    }

    public static int DecodeCommand(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.Command, ref e);
        CommandFields.Decode(ref record, Payload, ref e.Command);
        return CommandLength;
    }

    public static int DecodeWideCommand(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.Command, ref e);
        CommandFields.DecodeWide(ref record, Payload, ref e.Command);
        return WideCommandLength;
    }

    public static int EncodeCheckpoint(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 2, (byte)EventKind.HashCheckpoint, ref record);
        Field.WriteInt64(ref record, Payload, e.Checkpoint.UpTo);
        Field.WriteUInt64(ref record, Payload + 9, e.Checkpoint.Hash);
        return CheckpointLength;
    }

    public static int DecodeCheckpoint(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.HashCheckpoint, ref e);
        e.Checkpoint.UpTo = Field.ReadInt64(ref record, Payload);
        e.Checkpoint.Hash = Field.ReadUInt64(ref record, Payload + 9);
        return CheckpointLength;
    }

    public static int EncodeRiskLimit(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 3, (byte)EventKind.RiskLimitChange, ref record);
        Field.WriteInt64(ref record, Payload, e.RiskLimit.Value);
        Field.WriteInt32(ref record, Payload + 9, e.RiskLimit.Instrument.Value);
        Field.WriteCode(ref record, Payload + 14, (byte)e.RiskLimit.Limit);
        return RiskLimitLength;
    }

    public static int DecodeRiskLimit(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.RiskLimitChange, ref e);
        e.RiskLimit.Value = Field.ReadInt64(ref record, Payload);
        e.RiskLimit.Instrument = new InstrumentId(Field.ReadInt32(ref record, Payload + 9));
        e.RiskLimit.Limit = (RiskLimitKind)Field.ReadCode(ref record, Payload + 14);
        return RiskLimitLength;
    }

    public static int EncodeTradingState(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 1, (byte)EventKind.TradingStateChange, ref record);
        Field.WriteCode(ref record, Payload, (byte)e.TradingState.State);
        return TradingStateLength;
    }

    public static int DecodeTradingState(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.TradingStateChange, ref e);
        e.TradingState.State = (TradingState)Field.ReadCode(ref record, Payload);
        return TradingStateLength;
    }

    public static int EncodeEpochStart(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 2, (byte)EventKind.EpochStart, ref record);
        Field.WriteInt32(ref record, Payload, e.EpochStart.Epoch);
        Field.WriteCode(ref record, Payload + 5, (byte)e.EpochStart.Reason);
        return EpochStartLength;
    }

    public static int DecodeEpochStart(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.EpochStart, ref e);
        e.EpochStart.Epoch = Field.ReadInt32(ref record, Payload);
        e.EpochStart.Reason = (EpochReason)Field.ReadCode(ref record, Payload + 5);
        return EpochStartLength;
    }

    public static int EncodeGap(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 1, (byte)EventKind.Gap, ref record);
        Field.WriteInt64(ref record, Payload, e.Gap.Dropped);
        return GapLength;
    }

    public static int DecodeGap(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.Gap, ref e);
        e.Gap.Dropped = Field.ReadInt64(ref record, Payload);
        return GapLength;
    }
}
