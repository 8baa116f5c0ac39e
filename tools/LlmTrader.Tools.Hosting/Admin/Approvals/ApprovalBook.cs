using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Admin.Security;

namespace LlmTrader.Tools.Hosting.Admin.Approvals;

/// <summary>
/// What waits for a person's word. It lives as long as the process: whoever asked asks again after a restart, and an answer that was
/// not told before counts for nothing. Any thread may use it.
/// </summary>
internal sealed class ApprovalBook
{
    /// <summary>So many are kept; of those that nobody waits for any more the oldest goes first.</summary>
    public const int Most = 64;

    private readonly Lock _gate = new();
    private readonly List<Approval> _approvals = new(Most);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Approval> All
    {
        get
        {
            lock (_gate) { return [.. _approvals]; }
        }
    }

    public Approval? Find(string decision)
    {
        lock (_gate) { return _approvals.Find(known => known.Decision == decision); }
    }

    /// <summary>Takes a question in, once <paramref name="write"/> has recorded it; the same question once more changes nothing.</summary>
    /// <exception cref="ProblemException">The decision is known with another question, time has passed, or there is no room.</exception>
    public void Ask(Approval asked, Action write)
    {
        lock (_gate)
        {
            if (_approvals.Find(known => known.Decision == asked.Decision) is { } before)
            {
                if (before.Text != asked.Text) { throw ProblemException.Conflict("another_question", $"Decision {asked.Decision} was asked before, with another candidate, summary or time.", "Give each question a decision of its own."); }
                write();
                return;
            }

            if (asked.AskedAt >= asked.Expires) { throw ProblemException.Conflict("expired", $"The time for an answer ended at {asked.Expires}."); }
            int idle = _approvals.Count < Most ? -1 : _approvals.FindIndex(known => known.StateAt(asked.AskedAt) != "pending");
            if (_approvals.Count == Most && idle < 0) { throw ProblemException.Conflict("approvals_full", $"{Most} candidates wait for an answer; there is no room for more.", "Answer some: `llmtrader ctl approvals list`."); }
            write();
            if (idle >= 0) { _approvals.RemoveAt(idle); }
            _approvals.Add(asked);
        }
    }

    /// <summary>Answers a question, once <paramref name="write"/> has recorded that.</summary>
    /// <exception cref="ProblemException">There is no such question, it is about another candidate, too late, answered, or the answerer's own.</exception>
    public void Answer(string decision, string hash, ApprovalAnswer answer, Action write)
    {
        lock (_gate)
        {
            int at = _approvals.FindIndex(known => known.Decision == decision);
            if (at < 0) { throw Unknown(decision); }
            Approval approval = _approvals[at];
            if (!string.Equals(approval.Request.Hash, hash, StringComparison.OrdinalIgnoreCase)) { throw ProblemException.Conflict("hash_differs", $"Decision {decision} is about another candidate: its hash begins with {approval.Request.Hash[..12]}.", $"Look at it again: GET /v1/approvals/{decision}."); }
            if (approval.Answer is { } before) { throw ProblemException.Conflict("answered", $"Decision {decision} was {(before.IsApproved ? "approved" : "rejected")} by {before.By.Who} at {before.At}."); }
            if (answer.At >= approval.Expires) { throw ProblemException.Conflict("expired", $"The time for an answer to decision {decision} ended at {approval.Expires}.", "The strategist asks again when it proposes again."); }
            if (answer.IsApproved && answer.By.IsKey && answer.By.Identity == approval.Asker.Identity) { throw new ProblemException(403, "own_question", "Who has asked with a key does not approve with the same key.", "Use another key, or the Unix socket."); }
            write();
            _approvals[at] = approval with { Answer = answer };
        }
    }

    /// <summary>The record of an answer is in the journal.</summary>
    public void Recorded(string decision, long requestId, long sequence)
    {
        lock (_gate)
        {
            int at = _approvals.FindIndex(known => known.Decision == decision && known.Answer?.RequestId == requestId);
            if (at >= 0) { _approvals[at] = _approvals[at] with { Answer = _approvals[at].Answer! with { Sequence = sequence } }; }
        }
    }

    public static ProblemException Unknown(string decision) =>
        ProblemException.NotFound("unknown_approval", $"Nobody asked about a decision '{Texts.Short(decision)}' since the engine's start.", "GET /v1/approvals lists them; after a restart the strategist asks again by itself.");
}
