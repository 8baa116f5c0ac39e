using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>The fields of a risk rule's verdict, from the payload on: 42 bytes, 7 fields.</summary>
internal static class VerdictFields
{
    private const int ObservedAt = 9;
    private const int LimitAt = 18;
    private const int RuleAt = 27;
    private const int AccountAt = 32;
    private const int StrategyAt = 35;
    private const int CodesAt = 38;   // [phase, action, reason]
    private const int Length = CodesAt + 4;

    public static int Encode(in RiskVerdict verdict, byte kind, int prefixFields, int at, ref byte record)
    {
        Field.Start(ref record, prefixFields + 7, kind);
        Field.WriteInt64(ref record, at, verdict.OrderId.Raw);
        Field.WriteInt64(ref record, at + ObservedAt, verdict.Observed);
        Field.WriteInt64(ref record, at + LimitAt, verdict.Limit);
        Field.WriteInt32(ref record, at + RuleAt, verdict.RuleId);
        Field.WriteUInt16(ref record, at + AccountAt, verdict.Account.Value);
        Field.WriteUInt16(ref record, at + StrategyAt, verdict.Strategy.Value);
        Field.WriteCodes(ref record, at + CodesAt, 3);
        Field.WriteCode(ref record, at + CodesAt + 1, (byte)verdict.Phase);
        Field.WriteCode(ref record, at + CodesAt + 2, (byte)verdict.Action);
        Field.WriteCode(ref record, at + CodesAt + 3, (byte)verdict.Reason);
        return at + Length;
    }

    /// <summary>The record's length.</summary>
    public static int Decode(ref byte record, int at, ref RiskVerdict verdict)
    {
        verdict.OrderId = new OrderId(Field.ReadInt64(ref record, at));
        verdict.Observed = Field.ReadInt64(ref record, at + ObservedAt);
        verdict.Limit = Field.ReadInt64(ref record, at + LimitAt);
        verdict.RuleId = Field.ReadInt32(ref record, at + RuleAt);
        verdict.Account = new AccountId(Field.ReadUInt16(ref record, at + AccountAt));
        verdict.Strategy = new StrategyId(Field.ReadUInt16(ref record, at + StrategyAt));
        verdict.Phase = (RiskPhase)Field.ReadCode(ref record, at + CodesAt + 1);
        verdict.Action = (RiskAction)Field.ReadCode(ref record, at + CodesAt + 2);
        verdict.Reason = (RejectReason)Field.ReadCode(ref record, at + CodesAt + 3);
        return at + Length;
    }
}
