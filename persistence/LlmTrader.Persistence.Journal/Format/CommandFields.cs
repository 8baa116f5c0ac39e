using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>The fields of an order command, which both streams write alike, from <c>at</c> on: 44 bytes, 7 fields.</summary>
internal static class CommandFields
{
    public const int Length = 44;
    public const int Fields = 7;

    private const int PriceAt = 9;
    private const int QuantityAt = 18;
    private const int InstrumentAt = 27;
    private const int AccountAt = 32;
    private const int StrategyAt = 35;
    private const int CodesAt = 38;   // [action, side, type, timeInForce, verdict]
    private const int Codes = 5;

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
}
