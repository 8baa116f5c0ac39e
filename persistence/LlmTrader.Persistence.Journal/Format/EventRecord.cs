using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>An event of the <c>in</c> stream as bytes and back. The sequence is not in it: it counts on from the block's start.</summary>
internal static class EventRecord
{
    /// <summary>No record is longer.</summary>
    public const int MaxLength = 128;

    /// <summary>Writes the record and returns its length. The destination has room for <see cref="MaxLength"/> bytes.</summary>
    public static int Encode(in EngineEvent e, Span<byte> destination)
    {
        Invariant.Holds(destination.Length >= MaxLength);
        ref byte record = ref MemoryMarshal.GetReference(destination);
        return e.Kind switch
        {
            EventKind.Trade => TradeRecord.Encode(in e, ref record),
            EventKind.Quote => QuoteRecord.Encode(in e, ref record),
            EventKind.Bar or EventKind.BarPrint => BarRecord.Encode(in e, ref record),
            EventKind.Timer => ControlRecords.EncodeTimer(in e, ref record),
            EventKind.Report => ReportRecord.Encode(in e, ref record),
            EventKind.Command => ControlRecords.EncodeCommand(in e, ref record),
            EventKind.HashCheckpoint => ControlRecords.EncodeCheckpoint(in e, ref record),
            EventKind.RiskLimitChange => ControlRecords.EncodeRiskLimit(in e, ref record),
            EventKind.TradingStateChange => ControlRecords.EncodeTradingState(in e, ref record),
            EventKind.Gap => ControlRecords.EncodeGap(in e, ref record),
            EventKind.RuleSetSource => RuleSetRecords.EncodeSource(in e, ref record),
            EventKind.RuleSetStage => RuleSetRecords.EncodeStage(in e, ref record),
            >= EventKind.RuleSetReady and <= EventKind.RuleSetQuarantine => RuleSetRecords.EncodeChange(in e, ref record),
            EventKind.Book => BookRecords.EncodeUpdate(in e, ref record),
            EventKind.BookOrder => BookRecords.EncodeOrder(in e, ref record),
            EventKind.CashFlow => AccountRecords.EncodeCashFlow(in e, ref record),
            EventKind.Funding => AccountRecords.EncodeFunding(in e, ref record),
            EventKind.MarkPrice => AccountRecords.EncodeMarkPrice(in e, ref record),
            EventKind.InstrumentStatus => AccountRecords.EncodeStatus(in e, ref record),
            EventKind.Kill or EventKind.KillReset => AccountRecords.EncodeKill(in e, ref record),
            EventKind.RiskRuleChange => AccountRecords.EncodeRiskRule(in e, ref record),
            EventKind.EpochStart => ControlRecords.EncodeEpochStart(in e, ref record),
            EventKind.AdminRequest => AdminRecords.EncodeRequest(in e, ref record),
            EventKind.StrategyStateChange => AdminRecords.EncodeState(in e, ref record),
            EventKind.CancelAll => AdminRecords.EncodeCancelAll(in e, ref record),
            EventKind.CapitalShare => AdminRecords.EncodeCapitalShare(in e, ref record),
            _ => throw new InvariantViolationException($"Event {e.Sequence} has kind {(byte)e.Kind}, which the journal can't write."),
        };
    }

    /// <summary>
    /// Fills the event part of the slot but for the sequence, and returns the record's length; 0 when its kind is unknown.
    /// At least <see cref="MaxLength"/> bytes from <paramref name="record"/> on are readable.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Decode(ref byte record, ref EngineEvent e)
    {
        e.Bar = default;   // The longest payload: clears all 64 bytes, so that a slot never shows what was in it before.
        e.ReportSource = default;
        byte kind = Field.Kind(ref record);
        if (kind == TradeRecord.Kind) { return TradeRecord.Decode(ref record, ref e); }
        return kind == QuoteRecord.Kind ? QuoteRecord.Decode(ref record, ref e) : DecodeRare(kind, ref record, ref e);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int DecodeRare(byte kind, ref byte record, ref EngineEvent e) => kind switch
    {
        TradeRecord.WideKind => TradeRecord.DecodeWide(ref record, ref e),
        QuoteRecord.WideKind => QuoteRecord.DecodeWide(ref record, ref e),
        (byte)EventKind.Bar or (byte)EventKind.BarPrint => BarRecord.Decode((EventKind)kind, ref record, ref e),
        (byte)EventKind.Timer => ControlRecords.DecodeTimer(ref record, ref e),
        ReportRecord.Kind => ReportRecord.Decode(ref record, ref e),
        (byte)EventKind.Command => ControlRecords.DecodeCommand(ref record, ref e),
        ControlRecords.WideCommandKind => ControlRecords.DecodeWideCommand(ref record, ref e),
        (byte)EventKind.HashCheckpoint => ControlRecords.DecodeCheckpoint(ref record, ref e),
        (byte)EventKind.RiskLimitChange => ControlRecords.DecodeRiskLimit(ref record, ref e),
        (byte)EventKind.TradingStateChange => ControlRecords.DecodeTradingState(ref record, ref e),
        (byte)EventKind.Gap => ControlRecords.DecodeGap(ref record, ref e),
        (byte)EventKind.RuleSetSource => RuleSetRecords.DecodeSource(ref record, ref e),
        (byte)EventKind.RuleSetStage => RuleSetRecords.DecodeStage(ref record, ref e),
        >= (byte)EventKind.RuleSetReady and <= (byte)EventKind.RuleSetQuarantine => RuleSetRecords.DecodeChange((EventKind)kind, ref record, ref e),
        (byte)EventKind.Book => BookRecords.DecodeUpdate(ref record, ref e),
        (byte)EventKind.BookOrder => BookRecords.DecodeOrder(ref record, ref e),
        (byte)EventKind.CashFlow => AccountRecords.DecodeCashFlow(ref record, ref e),
        (byte)EventKind.Funding => AccountRecords.DecodeFunding(ref record, ref e),
        (byte)EventKind.MarkPrice => AccountRecords.DecodeMarkPrice(ref record, ref e),
        (byte)EventKind.InstrumentStatus => AccountRecords.DecodeStatus(ref record, ref e),
        (byte)EventKind.Kill or (byte)EventKind.KillReset => AccountRecords.DecodeKill((EventKind)kind, ref record, ref e),
        (byte)EventKind.RiskRuleChange => AccountRecords.DecodeRiskRule(ref record, ref e),
        (byte)EventKind.EpochStart => ControlRecords.DecodeEpochStart(ref record, ref e),
        (byte)EventKind.AdminRequest => AdminRecords.DecodeRequest(ref record, ref e),
        (byte)EventKind.StrategyStateChange => AdminRecords.DecodeState(ref record, ref e),
        (byte)EventKind.CancelAll => AdminRecords.DecodeCancelAll(ref record, ref e),
        (byte)EventKind.CapitalShare => AdminRecords.DecodeCapitalShare(ref record, ref e),
        _ => 0,
    };
}
