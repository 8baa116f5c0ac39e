using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>An execution report: 100 bytes.</summary>
internal static class ReportRecord
{
    public const byte Kind = (byte)EventKind.Report;
    public const int Length = 100;
    private const int Fields = EventPrefix.Fields + ReportFields.Fields + 1;

    private const int ReportAt = EventPrefix.Length;
    private const int CodesAt = ReportAt + ReportFields.Length;   // [source, kind, reason, side, liquidity]
    private const int Codes = 5;

    public static int Encode(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, Fields, Kind, ref record);
        ReportFields.Encode(in e.Report, ReportAt, ref record);
        Field.WriteCodes(ref record, CodesAt, Codes);
        Field.WriteCode(ref record, CodesAt + 1, (byte)e.ReportSource);
        Field.WriteCode(ref record, CodesAt + 2, (byte)e.Report.Kind);
        Field.WriteCode(ref record, CodesAt + 3, (byte)e.Report.Reason);
        Field.WriteCode(ref record, CodesAt + 4, (byte)e.Report.Side);
        Field.WriteCode(ref record, CodesAt + 5, (byte)e.Report.Liquidity);
        return Length;
    }

    public static int Decode(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.Report, ref e);
        ReportFields.Decode(ref record, ReportAt, ref e.Report);
        e.ReportSource = (ReportSource)Field.ReadCode(ref record, CodesAt + 1);
        e.Report.Kind = (ReportKind)Field.ReadCode(ref record, CodesAt + 2);
        e.Report.Reason = (RejectReason)Field.ReadCode(ref record, CodesAt + 3);
        e.Report.Side = (Side)Field.ReadCode(ref record, CodesAt + 4);
        e.Report.Liquidity = (Liquidity)Field.ReadCode(ref record, CodesAt + 5);
        return Length;
    }
}
