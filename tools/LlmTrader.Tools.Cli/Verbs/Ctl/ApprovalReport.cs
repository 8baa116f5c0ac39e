using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>A candidate as a person reads it before he answers.</summary>
internal static class ApprovalReport
{
    public static void Write(ApprovalReply reply, bool withSource, Session session)
    {
        Table facts = Tables.Facts()
            .Row("decision", reply.Decision)
            .Row("state", reply.State)
            .Row("title", reply.Summary.Title)
            .Row("candidate", reply.Hash)
            .Row("proposer", Cell.Of(reply.Summary.Proposer))
            .Row("slot", Cell.Of(reply.Summary.Slot))
            .Row("asked by", $"{reply.AskedBy}, {Cell.Time(reply.AskedAt)} UTC")
            .Row("expires", $"{Cell.Time(reply.Expires)} UTC")
            .Row("worst notional", reply.Risk.WorstNotional)
            .Row("equity at risk", $"{reply.Risk.ShareAtRisk} of 1")
            .Row("risk verdict", reply.Risk.Verdict);
        foreach (string reason in reply.Risk.Reasons) { facts.Row("", reason); }
        if (reply.AnsweredBy is { } who) { facts.Row("answered by", $"{who}, {Cell.Time(reply.AnsweredAt)} UTC, sequence {Cell.Of(reply.Sequence)}").Row("reason", Cell.Of(reply.Reason)); }
        session.Write(facts);
        Gates(reply.Summary.Gates, session);
        Differences(reply, session);
        if (!withSource) { return; }
        session.WriteLine();
        session.WriteLine(reply.Summary.Source.TrimEnd());
    }

    private static void Gates(IReadOnlyList<ApprovalGate> gates, Session session)
    {
        if (gates.Count == 0) { return; }
        Table table = Tables.Figures("gate", "passed", "value", "threshold");
        foreach (ApprovalGate gate in gates) { table.Row(gate.Gate, gate.Passed ? "yes" : "NO", gate.Value, gate.Threshold); }
        session.Write(table);
    }

    // Blocks and no table, as `rules diff`: conditions are long.
    private static void Differences(ApprovalReply reply, Session session)
    {
        if (reply.ActiveSetId is not { } active) { session.WriteLine("No set with a source decides in its slot: there is nothing to compare with."); return; }
        session.WriteLine(reply.Differences.Count == 0 ? $"It does the same as set {Cell.Of(active)}, which decides now." : $"Against set {Cell.Of(active)}, which decides now:");
        foreach (DifferenceReply difference in reply.Differences)
        {
            session.WriteLine(difference.Field);
            if (difference.Before is { } old) { session.WriteLine($"  - {old}"); }
            if (difference.After is { } now) { session.WriteLine($"  + {now}"); }
        }
    }
}
