using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>
/// A record of the <c>out</c> stream as bytes and back. Several may have one sequence and most events have none, so each
/// carries its own, as a 32-bit distance from the block's first.
/// </summary>
internal static class OutStreamRecord
{
    /// <summary>No record is longer.</summary>
    public const int MaxLength = 128;

    private const byte DecisionKind = JournalFormat.OutKindBase + (byte)OutKind.Decision;
    private const byte OrderKind = JournalFormat.OutKindBase + (byte)OutKind.Order;
    private const byte PositionKind = JournalFormat.OutKindBase + (byte)OutKind.Position;
    private const byte EquityKind = JournalFormat.OutKindBase + (byte)OutKind.Equity;

    private const byte RuleSetKind = JournalFormat.OutKindBase + (byte)OutKind.RuleSet;
    private const byte ShadowDecisionKind = JournalFormat.OutKindBase + (byte)OutKind.ShadowDecision;
    private const byte WideDecisionKind = DecisionKind + JournalFormat.WideKind;
    private const byte WideShadowDecisionKind = ShadowDecisionKind + JournalFormat.WideKind;
    private const byte VerdictKind = JournalFormat.OutKindBase + (byte)OutKind.Verdict;
    private const byte CashFlowKind = JournalFormat.OutKindBase + (byte)OutKind.CashFlow;
    private const byte UnclosedKind = JournalFormat.OutKindBase + (byte)OutKind.Unclosed;

    private const int DistanceAt = 2;
    private const int TimeAt = 7;
    private const int InstrumentAt = 16;
    private const int Payload = 21;
    private const int PrefixFields = 4;

    private const int DecisionLength = Payload + CommandFields.Length;
    private const int WideDecisionLength = Payload + CommandFields.WideLength;
    private const int CashFlowLength = Payload + CashFlowFields.Length;
    private const int UnclosedLength = Payload + 13;
    private const int OrderLength = Payload + ReportFields.Length + 6;
    private const int PositionLength = Payload + 39;
    private const int EquityLength = Payload + 39;
    private const int RuleSetLength = Payload + 10;
    private const int OrderCodesAt = Payload + ReportFields.Length;   // [kind, reason, side, liquidity, status]

    /// <summary>Whether a block that starts at <paramref name="firstSequence"/> can hold the record.</summary>
    public static bool Fits(in OutRecord record, long firstSequence) => (ulong)(record.Sequence - firstSequence) <= uint.MaxValue;

    /// <summary>Writes the record and returns its length. The destination has room for <see cref="MaxLength"/> bytes.</summary>
    public static int Encode(in OutRecord source, long firstSequence, Span<byte> destination)
    {
        Invariant.Holds(destination.Length >= MaxLength);
        Invariant.Holds(Fits(in source, firstSequence));
        ref byte record = ref MemoryMarshal.GetReference(destination);
        Field.WriteUInt32(ref record, DistanceAt, (uint)(source.Sequence - firstSequence));
        Field.WriteInt64(ref record, TimeAt, source.Time.Nanoseconds);
        Field.WriteInt32(ref record, InstrumentAt, source.Instrument.Value);
        return source.Kind switch
        {
            OutKind.Decision => EncodeDecision(DecisionKind, in source.Decision, ref record),
            OutKind.Order => EncodeOrder(in source.Order, ref record),
            OutKind.Position => EncodePosition(in source.Position, ref record),
            OutKind.Equity => EncodeEquity(in source.Equity, ref record),
            OutKind.RuleSet => EncodeRuleSet(in source.RuleSet, ref record),
            OutKind.ShadowDecision => EncodeDecision(ShadowDecisionKind, in source.Decision, ref record),
            OutKind.Verdict => VerdictFields.Encode(in source.Verdict, VerdictKind, PrefixFields, Payload, ref record),
            OutKind.CashFlow => EncodeCashFlow(in source.CashFlow, ref record),
            OutKind.Unclosed => EncodeUnclosed(in source.Unclosed, ref record),
            _ => throw new InvariantViolationException($"An out record of event {source.Sequence} has kind {(byte)source.Kind}, which the journal can't write."),
        };
    }

    /// <summary>
    /// Fills the record and returns its length in bytes; 0 when its kind is unknown. At least <see cref="MaxLength"/>
    /// bytes from <paramref name="source"/> on are readable.
    /// </summary>
    public static int Decode(ref byte source, long firstSequence, ref OutRecord record)
    {
        record = default;
        record.Sequence = firstSequence + Field.ReadUInt32(ref source, DistanceAt);
        record.Time = new Timestamp(Field.ReadInt64(ref source, TimeAt));
        record.Instrument = new InstrumentId(Field.ReadInt32(ref source, InstrumentAt));
        byte kind = Field.Kind(ref source);
        record.Kind = (OutKind)(kind - JournalFormat.OutKindBase);
        switch (kind)
        {
            case DecisionKind:
            case ShadowDecisionKind:
                CommandFields.Decode(ref source, Payload, ref record.Decision);
                return DecisionLength;
            case WideDecisionKind:
            case WideShadowDecisionKind:
                record.Kind = (OutKind)(kind - JournalFormat.OutKindBase - JournalFormat.WideKind);
                CommandFields.DecodeWide(ref source, Payload, ref record.Decision);
                return WideDecisionLength;
            case OrderKind:
                DecodeOrder(ref source, ref record.Order);
                return OrderLength;
            case PositionKind:
                DecodePosition(ref source, ref record.Position);
                return PositionLength;
            case EquityKind:
                DecodeEquity(ref source, ref record.Equity);
                return EquityLength;
            case RuleSetKind:
                DecodeRuleSet(ref source, ref record.RuleSet);
                return RuleSetLength;
            case VerdictKind:
                return VerdictFields.Decode(ref source, Payload, ref record.Verdict);
            case CashFlowKind:
                CashFlowFields.Decode(ref source, Payload, ref record.CashFlow);
                return CashFlowLength;
            case UnclosedKind:
                DecodeUnclosed(ref source, ref record.Unclosed);
                return UnclosedLength;
            default:
                return 0;
        }
    }

    private static int EncodeDecision(byte kind, in OrderCommand command, ref byte record)
    {
        if (!command.IsPlain)
        {
            Field.Start(ref record, PrefixFields + CommandFields.WideFields, (byte)(kind + JournalFormat.WideKind));
            CommandFields.EncodeWide(in command, Payload, ref record);
            return WideDecisionLength;
        }

        Field.Start(ref record, PrefixFields + CommandFields.Fields, kind);
        CommandFields.Encode(in command, Payload, ref record);
        return DecisionLength;
    }

    private static int EncodeOrder(in OrderUpdate order, ref byte record)
    {
        Field.Start(ref record, PrefixFields + ReportFields.Fields + 1, OrderKind);
        ReportFields.Encode(in order.Report, Payload, ref record);
        Field.WriteCodes(ref record, OrderCodesAt, 5);
        Field.WriteCode(ref record, OrderCodesAt + 1, (byte)order.Report.Kind);
        Field.WriteCode(ref record, OrderCodesAt + 2, (byte)order.Report.Reason);
        Field.WriteCode(ref record, OrderCodesAt + 3, (byte)order.Report.Side);
        Field.WriteCode(ref record, OrderCodesAt + 4, (byte)order.Report.Liquidity);
        Field.WriteCode(ref record, OrderCodesAt + 5, (byte)order.Status);
        return OrderLength;
    }

    private static void DecodeOrder(ref byte source, ref OrderUpdate order)
    {
        ReportFields.Decode(ref source, Payload, ref order.Report);
        order.Report.Kind = (ReportKind)Field.ReadCode(ref source, OrderCodesAt + 1);
        order.Report.Reason = (RejectReason)Field.ReadCode(ref source, OrderCodesAt + 2);
        order.Report.Side = (Side)Field.ReadCode(ref source, OrderCodesAt + 3);
        order.Report.Liquidity = (Liquidity)Field.ReadCode(ref source, OrderCodesAt + 4);
        order.Status = (OrderStatus)Field.ReadCode(ref source, OrderCodesAt + 5);
    }

    private static int EncodePosition(in PositionUpdate position, ref byte record)
    {
        Field.Start(ref record, PrefixFields + 5, PositionKind);
        Field.WriteInt64(ref record, Payload, position.Position.Raw);
        Field.WriteInt64(ref record, Payload + 9, position.CostRaw);
        Field.WriteInt64(ref record, Payload + 18, position.RealizedRaw);
        Field.WriteInt64(ref record, Payload + 27, position.FeesRaw);
        Field.WriteUInt16(ref record, Payload + 36, position.Account.Value);
        return PositionLength;
    }

    private static void DecodePosition(ref byte source, ref PositionUpdate position)
    {
        position.Position = new Quantity(Field.ReadInt64(ref source, Payload));
        position.CostRaw = Field.ReadInt64(ref source, Payload + 9);
        position.RealizedRaw = Field.ReadInt64(ref source, Payload + 18);
        position.FeesRaw = Field.ReadInt64(ref source, Payload + 27);
        position.Account = new AccountId(Field.ReadUInt16(ref source, Payload + 36));
    }

    private static int EncodeEquity(in EquityUpdate equity, ref byte record)
    {
        Field.Start(ref record, PrefixFields + 5, EquityKind);
        Field.WriteUInt64(ref record, Payload, equity.Currency.Packed);
        Field.WriteInt64(ref record, Payload + 9, equity.CashRaw);
        Field.WriteInt64(ref record, Payload + 18, equity.EquityRaw);
        Field.WriteInt64(ref record, Payload + 27, equity.PeakRaw);
        Field.WriteUInt16(ref record, Payload + 36, equity.Account.Value);
        return EquityLength;
    }

    private static void DecodeEquity(ref byte source, ref EquityUpdate equity)
    {
        equity.Currency = new Currency(Field.ReadUInt64(ref source, Payload));
        equity.CashRaw = Field.ReadInt64(ref source, Payload + 9);
        equity.EquityRaw = Field.ReadInt64(ref source, Payload + 18);
        equity.PeakRaw = Field.ReadInt64(ref source, Payload + 27);
        equity.Account = new AccountId(Field.ReadUInt16(ref source, Payload + 36));
    }

    private static int EncodeRuleSet(in RuleSetUpdate ruleSet, ref byte record)
    {
        Field.Start(ref record, PrefixFields + 4, RuleSetKind);
        Field.WriteInt32(ref record, Payload, ruleSet.SetId);
        Field.WriteUInt16(ref record, Payload + 5, ruleSet.Slot.Value);
        Field.WriteCode(ref record, Payload + 8, (byte)ruleSet.Change);
        Field.WriteCode(ref record, Payload + 9, (byte)ruleSet.Code);
        return RuleSetLength;
    }

    private static void DecodeRuleSet(ref byte source, ref RuleSetUpdate ruleSet)
    {
        ruleSet.SetId = Field.ReadInt32(ref source, Payload);
        ruleSet.Slot = new StrategyId(Field.ReadUInt16(ref source, Payload + 5));
        ruleSet.Change = (EventKind)Field.ReadCode(ref source, Payload + 8);
        ruleSet.Code = (RuleSetCode)Field.ReadCode(ref source, Payload + 9);
    }

    private static int EncodeCashFlow(in CashFlow flow, ref byte record)
    {
        Field.Start(ref record, PrefixFields + CashFlowFields.Fields, CashFlowKind);
        CashFlowFields.Encode(in flow, Payload, ref record);
        return CashFlowLength;
    }

    private static int EncodeUnclosed(in UnclosedPosition unclosed, ref byte record)
    {
        Field.Start(ref record, PrefixFields + 3, UnclosedKind);
        Field.WriteInt64(ref record, Payload, unclosed.Position.Raw);
        Field.WriteUInt16(ref record, Payload + 9, unclosed.Account.Value);
        Field.WriteCode(ref record, Payload + 12, (byte)unclosed.Reason);
        return UnclosedLength;
    }

    private static void DecodeUnclosed(ref byte source, ref UnclosedPosition unclosed)
    {
        unclosed.Position = new Quantity(Field.ReadInt64(ref source, Payload));
        unclosed.Account = new AccountId(Field.ReadUInt16(ref source, Payload + 9));
        unclosed.Reason = (RejectReason)Field.ReadCode(ref source, Payload + 12);
    }
}
