using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>The fields of a cash flow, which both streams write alike, from <c>at</c> on: 22 bytes, 4 fields.</summary>
internal static class CashFlowFields
{
    public const int Length = 22;
    public const int Fields = 4;

    public static void Encode(in CashFlow flow, int at, ref byte record)
    {
        Field.WriteInt64(ref record, at, flow.AmountRaw);
        Field.WriteUInt64(ref record, at + 9, flow.Currency.Packed);
        Field.WriteUInt16(ref record, at + 18, flow.Account.Value);
        Field.WriteCode(ref record, at + 21, (byte)flow.Kind);
    }

    public static void Decode(ref byte record, int at, ref CashFlow flow)
    {
        flow.AmountRaw = Field.ReadInt64(ref record, at);
        flow.Currency = new Currency(Field.ReadUInt64(ref record, at + 9));
        flow.Account = new AccountId(Field.ReadUInt16(ref record, at + 18));
        flow.Kind = (CashFlowKind)Field.ReadCode(ref record, at + 21);
    }
}
