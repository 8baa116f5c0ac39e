using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Tools.Hosting.Admin.Contracts;

namespace LlmTrader.Tools.Hosting.Admin.Approvals;

/// <summary>Whether a question can be one: bounded, about the text that it names, and without anything that a terminal would obey or an eye would miss.</summary>
internal static class ApprovalCheck
{
    private const int MaxLine = 200;
    private const int MaxGates = 64;
    private const int MaxReasons = 32;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>Checks a question, and gives the end of its time.</summary>
    /// <exception cref="ProblemException">Names the field.</exception>
    public static Timestamp Check(string decision, ApprovalRequest request, int slots, Timestamp now)
    {
        if (decision.Length is 0 or > 64 || !decision.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) { throw ProblemException.BadField("decision", "A decision's id has 1 to 64 letters, digits, '-', '_' or '.'."); }
        ApprovalSummary summary = request.Summary;
        Line("summary.title", summary.Title, 1);
        Line("summary.proposer", summary.Proposer ?? "", 0);
        if (summary.Slot < 0 || summary.Slot >= slots) { throw ProblemException.BadField("summary.slot", $"There are the slots 0 to {slots - 1}."); }
        if (summary.Gates.Count > MaxGates) { throw ProblemException.BadField("summary.gates", $"At most {MaxGates} gates are told."); }
        foreach (ApprovalGate gate in summary.Gates)
        {
            Line("summary.gates.gate", gate.Gate, 1);
            Line("summary.gates.value", gate.Value, 0);
            Line("summary.gates.threshold", gate.Threshold, 0);
        }

        Source(request);
        Amount("risk.worstNotional", request.Risk.WorstNotional);
        Amount("risk.shareAtRisk", request.Risk.ShareAtRisk);
        Line("risk.verdict", request.Risk.Verdict, 1);
        if (request.Risk.Reasons.Count > MaxReasons) { throw ProblemException.BadField("risk.reasons", $"At most {MaxReasons} reasons are told."); }
        foreach (string reason in request.Risk.Reasons) { Line("risk.reasons", reason, 1); }
        return Expires(request.Expires, now);
    }

    private static void Source(ApprovalRequest request)
    {
        string source = request.Summary.Source;
        int bytes = Encoding.UTF8.GetByteCount(source);
        if (bytes is 0 or > RuleSetSource.MaxLength) { throw ProblemException.BadField("summary.source", $"A rule set's source has 1 to {RuleSetSource.MaxLength:N0} bytes, this one {bytes:N0}."); }
        if (VisibleText.FirstHidden(source) is not null) { throw ProblemException.BadField("summary.source", "The source has characters that can't be seen."); }
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));
        if (request.Hash != hash) { throw ProblemException.BadField("hash", $"The hash is not that of the source, which is {hash}."); }
    }

    private static Timestamp Expires(string text, Timestamp now)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!text.Contains('T', StringComparison.Ordinal) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time)) { throw ProblemException.BadField("expires", $"'{Texts.Short(text)}' is no time; RFC 3339 is expected, 2026-01-31T09:30:00Z."); }
        DateTimeOffset last = DateTimeOffset.UnixEpoch + Longest + TimeSpan.FromTicks(now.Nanoseconds / 100);    // Before the nanoseconds, which have no year 2999.
        if (time > last || time < DateTimeOffset.UnixEpoch) { throw ProblemException.BadField("expires", "A question waits at most 31 days."); }
        return new Timestamp((time - DateTimeOffset.UnixEpoch).Ticks * 100);
    }

    private static void Amount(string field, string text)
    {
        if (text.Length > 40 || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)) { throw ProblemException.BadField(field, $"'{Texts.Short(text)}' is no amount; decimal text from 0 on is expected."); }
    }

    private static void Line(string field, string text, int least)
    {
        if (text.Length < least || text.Length > MaxLine || text.AsSpan().IndexOfAny('\n', '\r', '\t') >= 0 || VisibleText.FirstHidden(text) is not null) { throw ProblemException.BadField(field, $"{field} is one line of {least} to {MaxLine} visible characters."); }
    }
}
