using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>
/// The fields of an order command, which both streams write alike, from <c>at</c> on: 44 bytes, 7 fields, for a plain order
/// (<see cref="OrderCommand.IsPlain"/>), and the wide form of 72 bytes, 11 fields, for every other.
/// </summary>
internal static class CommandFields
{
    public const int Length = 44;
    public const int Fields = 7;
    public const int WideLength = 72;
    public const int WideFields = 11;

    private const int PriceAt = 9;
    private const int QuantityAt = 18;
    private const int InstrumentAt = 27;
    private const int AccountAt = 32;
    private const int StrategyAt = 35;
    private const int CodesAt = 38;   // [action, side, type, timeInForce, verdict], wide: and [flags, contingency]
    private const int Codes = 5;
    private const int WideCodes = 7;
    private const int TriggerAt = 46;
    private const int DisplayAt = 55;
    private const int ExpireAt = 64;
    private const int GroupAt = 69;

    public static void Encode(in OrderCommand command, int at, ref byte record)
    {
        Field.WriteInt64(ref record, at, command.OrderId.Raw);
        Field.WriteInt64(ref record, at + PriceAt, command.Price.Raw);
        Field.WriteInt64(ref record, at + QuantityAt, command.Quantity.Raw);
        Field.WriteInt32(ref record, at + InstrumentAt, command.Instrument.Value);
        Field.WriteUInt16(ref record, at + AccountAt, command.Account.Value);
        Field.WriteUInt16(ref record, at + StrategyAt, command.Strategy.Value);
        Field.WriteCodes(ref record, at + CodesAt, Codes);
        Field.WriteCode(ref record, at + CodesAt + 1, (byte)command.Action);
        Field.WriteCode(ref record, at + CodesAt + 2, (byte)command.Side);
        Field.WriteCode(ref record, at + CodesAt + 3, (byte)command.Type);
        Field.WriteCode(ref record, at + CodesAt + 4, (byte)command.TimeInForce);
        Field.WriteCode(ref record, at + CodesAt + 5, (byte)command.Verdict);
    }

    public static void EncodeWide(in OrderCommand command, int at, ref byte record)
    {
        Encode(in command, at, ref record);
        Field.WriteCodes(ref record, at + CodesAt, WideCodes);
        Field.WriteCode(ref record, at + CodesAt + 6, (byte)command.Flags);
        Field.WriteCode(ref record, at + CodesAt + 7, (byte)command.Contingency);
        Field.WriteInt64(ref record, at + TriggerAt, command.Trigger.Raw);
        Field.WriteInt64(ref record, at + DisplayAt, command.DisplayQuantity.Raw);
        Field.WriteUInt32(ref record, at + ExpireAt, command.ExpireSeconds);
        Field.WriteUInt16(ref record, at + GroupAt, command.Group);
    }

    public static void Decode(ref byte record, int at, ref OrderCommand command)
    {
        command.OrderId = new OrderId(Field.ReadInt64(ref record, at));
        command.Price = new Price(Field.ReadInt64(ref record, at + PriceAt));
        command.Quantity = new Quantity(Field.ReadInt64(ref record, at + QuantityAt));
        command.Instrument = new InstrumentId(Field.ReadInt32(ref record, at + InstrumentAt));
        command.Account = new AccountId(Field.ReadUInt16(ref record, at + AccountAt));
        command.Strategy = new StrategyId(Field.ReadUInt16(ref record, at + StrategyAt));
        command.Action = (CommandAction)Field.ReadCode(ref record, at + CodesAt + 1);
        command.Side = (Side)Field.ReadCode(ref record, at + CodesAt + 2);
        command.Type = (OrderType)Field.ReadCode(ref record, at + CodesAt + 3);
        command.TimeInForce = (TimeInForce)Field.ReadCode(ref record, at + CodesAt + 4);
        command.Verdict = (RejectReason)Field.ReadCode(ref record, at + CodesAt + 5);
    }

    public static void DecodeWide(ref byte record, int at, ref OrderCommand command)
    {
        Decode(ref record, at, ref command);
        command.Flags = (OrderFlags)Field.ReadCode(ref record, at + CodesAt + 6);
        command.Contingency = (Contingency)Field.ReadCode(ref record, at + CodesAt + 7);
        command.Trigger = new Price(Field.ReadInt64(ref record, at + TriggerAt));
        command.DisplayQuantity = new Quantity(Field.ReadInt64(ref record, at + DisplayAt));
        command.ExpireSeconds = Field.ReadUInt32(ref record, at + ExpireAt);
        command.Group = (byte)Field.ReadUInt16(ref record, at + GroupAt);
    }
}
