using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>What concerns accounts, derivatives and risk beside orders: cash flows, funding, mark prices, status, kill, rule changes.</summary>
internal static class AccountRecords
{
    private const int Payload = EventPrefix.Length;

    private const int CashFlowLength = Payload + CashFlowFields.Length;
    private const int FundingLength = Payload + 18;
    private const int MarkPriceLength = Payload + 18;
    private const int StatusLength = Payload + 1;
    private const int KillLength = Payload + 1;
    private const int RiskRuleLength = Payload + 15;

    public static int EncodeCashFlow(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + CashFlowFields.Fields, (byte)EventKind.CashFlow, ref record);
        CashFlowFields.Encode(in e.CashFlow, Payload, ref record);
        return CashFlowLength;
    }

    public static int DecodeCashFlow(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.CashFlow, ref e);
        CashFlowFields.Decode(ref record, Payload, ref e.CashFlow);
        return CashFlowLength;
    }

    public static int EncodeFunding(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 2, (byte)EventKind.Funding, ref record);
        Field.WriteInt64(ref record, Payload, e.Funding.RateRaw);
        Field.WriteInt64(ref record, Payload + 9, e.Funding.Mark.Raw);
        return FundingLength;
    }

    public static int DecodeFunding(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.Funding, ref e);
        e.Funding.RateRaw = Field.ReadInt64(ref record, Payload);
        e.Funding.Mark = new Price(Field.ReadInt64(ref record, Payload + 9));
        return FundingLength;
    }

    public static int EncodeMarkPrice(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 2, (byte)EventKind.MarkPrice, ref record);
        Field.WriteInt64(ref record, Payload, e.MarkPrice.Mark.Raw);
        Field.WriteInt64(ref record, Payload + 9, e.MarkPrice.Index.Raw);
        return MarkPriceLength;
    }

    public static int DecodeMarkPrice(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.MarkPrice, ref e);
        e.MarkPrice.Mark = new Price(Field.ReadInt64(ref record, Payload));
        e.MarkPrice.Index = new Price(Field.ReadInt64(ref record, Payload + 9));
        return MarkPriceLength;
    }

    public static int EncodeStatus(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 1, (byte)EventKind.InstrumentStatus, ref record);
        Field.WriteCode(ref record, Payload, (byte)e.InstrumentStatus.Status);
        return StatusLength;
    }

    public static int DecodeStatus(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.InstrumentStatus, ref e);
        e.InstrumentStatus.Status = (InstrumentStatus)Field.ReadCode(ref record, Payload);
        return StatusLength;
    }

    public static int EncodeKill(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 1, (byte)e.Kind, ref record);
        Field.WriteCode(ref record, Payload, e.Kill.Flatten);
        return KillLength;
    }

    public static int DecodeKill(EventKind kind, ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, kind, ref e);
        e.Kill.Flatten = Field.ReadCode(ref record, Payload);
        return KillLength;
    }

    public static int EncodeRiskRule(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 3, (byte)EventKind.RiskRuleChange, ref record);
        Field.WriteInt64(ref record, Payload, e.RiskRule.Limit);
        Field.WriteInt32(ref record, Payload + 9, e.RiskRule.RuleId);
        Field.WriteCode(ref record, Payload + 14, e.RiskRule.On);
        return RiskRuleLength;
    }

    public static int DecodeRiskRule(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.RiskRuleChange, ref e);
        e.RiskRule.Limit = Field.ReadInt64(ref record, Payload);
        e.RiskRule.RuleId = Field.ReadInt32(ref record, Payload + 9);
        e.RiskRule.On = Field.ReadCode(ref record, Payload + 14);
        return RiskRuleLength;
    }
}
