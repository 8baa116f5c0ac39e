using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>The fields of an execution report that both streams write alike, from <c>at</c> on: 69 bytes, 9 fields. The codes follow.</summary>
internal static class ReportFields
{
    public const int Length = 69;
    public const int Fields = 9;

    private const int LastPriceAt = 9;
    private const int LastQuantityAt = 18;
    private const int CumulativeQuantityAt = 27;
    private const int LeavesQuantityAt = 36;
    private const int FeeAt = 45;
    private const int FeeCurrencyAt = 54;
    private const int AccountAt = 63;
    private const int StrategyAt = 66;

    public static void Encode(in ExecutionReport report, int at, ref byte record)
    {
        Field.WriteInt64(ref record, at, report.OrderId.Raw);
        Field.WriteInt64(ref record, at + LastPriceAt, report.LastPrice.Raw);
        Field.WriteInt64(ref record, at + LastQuantityAt, report.LastQuantity.Raw);
        Field.WriteInt64(ref record, at + CumulativeQuantityAt, report.CumulativeQuantity.Raw);
        Field.WriteInt64(ref record, at + LeavesQuantityAt, report.LeavesQuantity.Raw);
        Field.WriteInt64(ref record, at + FeeAt, report.FeeRaw);
        Field.WriteUInt64(ref record, at + FeeCurrencyAt, report.FeeCurrency.Packed);
        Field.WriteUInt16(ref record, at + AccountAt, report.Account.Value);
        Field.WriteUInt16(ref record, at + StrategyAt, report.Strategy.Value);
    }

    public static void Decode(ref byte record, int at, ref ExecutionReport report)
    {
        report.OrderId = new OrderId(Field.ReadInt64(ref record, at));
        report.LastPrice = new Price(Field.ReadInt64(ref record, at + LastPriceAt));
        report.LastQuantity = new Quantity(Field.ReadInt64(ref record, at + LastQuantityAt));
        report.CumulativeQuantity = new Quantity(Field.ReadInt64(ref record, at + CumulativeQuantityAt));
        report.LeavesQuantity = new Quantity(Field.ReadInt64(ref record, at + LeavesQuantityAt));
        report.FeeRaw = Field.ReadInt64(ref record, at + FeeAt);
        report.FeeCurrency = new Currency(Field.ReadUInt64(ref record, at + FeeCurrencyAt));
        report.Account = new AccountId(Field.ReadUInt16(ref record, at + AccountAt));
        report.Strategy = new StrategyId(Field.ReadUInt16(ref record, at + StrategyAt));
    }
}
