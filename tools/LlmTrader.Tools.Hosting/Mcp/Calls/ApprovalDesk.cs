using System.Globalization;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Mcp.Calls;

/// <summary>
/// Lets a call through that a person has said yes to: for exactly these arguments, once, and within its time. Whatever it can't tell is a no.
/// Any thread may use it.
/// </summary>
/// <param name="people">Who is asked.</param>
/// <param name="session">Who asks.</param>
/// <param name="limits">How long, and how many at a time.</param>
/// <param name="time">Its clock.</param>
public sealed class ApprovalDesk(IToolApprovals people, McpSession session, McpConfiguration limits, TimeProvider time)
{
    // As many as are remembered of a session; who comes here has asked too much.
    private const int MostRejected = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ToolQuestion> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _rejected = new(StringComparer.Ordinal);
    private int _questions;

    /// <summary>Spends the person's yes to a call, and gives the id of the question that it answered.</summary>
    /// <exception cref="ToolException">There is no yes: <c>approval_required</c>, <c>approval_pending</c>, <c>approval_rejected</c>, <c>approval_expired</c> or <c>too_many_approvals</c>.</exception>
    public string Spend(ToolCall call, int slot, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        lock (_gate)
        {
            if (_rejected.Contains(call.Hash)) { throw new ToolException("approval_rejected", "A person has said no to this call.", "Don't repeat it: the no holds for the session."); }
            if (!_asked.TryGetValue(call.Hash, out ToolQuestion? question)) { throw Ask(call, slot, cancel); }
            if (time.GetUtcNow() >= question.Expires) { throw Expired(question); }
            ToolAnswer answer = people.Find(question.Id, cancel);
            switch (answer.State)
            {
                case ToolAnswerState.Approved when answer.Hash == call.Hash:
                    _asked.Remove(call.Hash);    // Before anything is done: a yes is good once, whatever becomes of it.
                    return question.Id;
                case ToolAnswerState.Pending:
                    throw Waiting("approval_pending", "Nobody has answered yet.", question);
                case ToolAnswerState.Expired:
                    throw Expired(question);
                case ToolAnswerState.Unknown:    // The engine was started again.
                    _asked.Remove(call.Hash);
                    throw Ask(call, slot, cancel);
                default:
                    _asked.Remove(call.Hash);
                    if (_rejected.Count < MostRejected) { _rejected.Add(call.Hash); }
                    throw new ToolException("approval_rejected", $"{answer.By ?? "Somebody"} said no to this call: {answer.Reason}", "Don't repeat it: the no holds for the session.") { Facts = Facts(question) };
            }
        }
    }

    private ToolException Ask(ToolCall call, int slot, CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (ToolQuestion old in _asked.Values.Where(one => now >= one.Expires).ToArray()) { _asked.Remove(old.Call.Hash); }
        if (_rejected.Count >= MostRejected) { throw new ToolException("too_many_approvals", "People have said no so often that this session asks nobody any more."); }
        if (_asked.Count >= limits.PendingApprovals) { throw new ToolException("too_many_approvals", $"{_asked.Count} calls wait for a person's word, which is as many as may (mcp.pending_approvals).", "Wait until some are answered, and make those calls."); }
        string id = string.Create(CultureInfo.InvariantCulture, $"mcp-{session.Id}-{++_questions}");
        ToolQuestion question = new(id, call, session.Client, slot, now + limits.ApprovalExpires, session.HasReadOutside);
        people.Ask(question, cancel);
        bool hasOther = _asked.Values.Any(one => one.Call.Tool == call.Tool);
        _asked[call.Hash] = question;
        return Waiting("approval_required", hasOther ? "A person must say yes to this call; a yes that was asked for other arguments does not hold for these." : "A person must say yes to this call.", question);
    }

    private ToolException Expired(ToolQuestion question)
    {
        _asked.Remove(question.Call.Hash);
        return new ToolException("approval_expired", $"The time for it ended at {question.Expires:yyyy-MM-dd'T'HH:mm:ss'Z'}; nothing was done.", "The same call once more asks anew.") { Facts = Facts(question) };
    }

    private static ToolException Waiting(string code, string message, ToolQuestion question) => new(
        code, $"{message} Nothing was done.",
        $"Tell the person: `llmtrader ctl approvals show {question.Id} --source` shows it, `llmtrader ctl approvals approve {question.Id} {question.Call.Hash[..12]} --reason TEXT` says yes, `reject` no. Then make the same call again, with the same arguments.")
    { Facts = Facts(question) };

    private static Dictionary<string, string> Facts(ToolQuestion question) => new(StringComparer.Ordinal)
    {
        ["approval"] = question.Id,
        ["hash"] = question.Call.Hash,
        ["expires"] = question.Expires.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };
}
