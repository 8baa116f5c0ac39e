using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Http;

namespace LlmTrader.Tools.Hosting.Admin.Commands;

/// <summary>
/// The way of a request into the journal: its record and the commands that it becomes, all or none, in one piece; then the wait until
/// they are committed, and what the engine made of them.
/// </summary>
internal sealed class CommandPath(AdminContext context, AdminOptions options)
{
    public const int MaxReason = 500;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);

    private readonly RequestIds _ids = new(context.Clock);
    private readonly IdempotencyKeys _keys = new();

    // What the journal held at the start, and the views may still be reading.
    private readonly long _recovered = context.CommittedSequence();

    /// <summary>Requests that were written, since the start.</summary>
    public long Written => Volatile.Read(ref _written);

    private long _written;

    /// <summary>Does what a request asks for, once per idempotency key.</summary>
    /// <param name="http">The request.</param>
    /// <param name="why">The reason that was given.</param>
    /// <param name="body">For the record.</param>
    /// <param name="makeCommands">The events that it becomes. Called once; may throw <see cref="ProblemException"/>.</param>
    /// <param name="setId">Of a staging: the set's id, for the reply.</param>
    public Task<CommandReply> SendAsync(HttpContext http, string? why, string body, Func<EngineEvent[]> makeCommands, int? setId = null) => OnceAsync(http, why, body, async (id, record, cancel) =>
    {
        EngineEvent[] commands = makeCommands();
        CommandTicket first;
        bool isWritten;
        try { isWritten = context.Commands.TryWriteAll([.. record, .. commands], out first); }
        catch (ArgumentException error) { throw new ProblemException(StatusCodes.Status400BadRequest, "invalid_command", error.Message); }
        if (!isWritten) { throw ProblemException.Unavailable("inbox_full", "The engine has more commands waiting than it has room for.", "Try again in a second."); }
        CommandReply reply = await OutcomeAsync(id, first.Next(record.Length), commands.Length, cancel).ConfigureAwait(false);
        return reply with { SetId = setId };
    });

    /// <summary>Records a request that becomes no command, and does it once the record is written.</summary>
    public Task<CommandReply> RecordAsync(HttpContext http, string? why, string body, Action act) => RecordAsync(http, why, body, (_, write) =>
    {
        write();
        act();
    });

    /// <summary>As the other one, for what has to be checked and recorded as one step.</summary>
    /// <param name="http">The request.</param>
    /// <param name="why">The reason that was given.</param>
    /// <param name="body">For the record.</param>
    /// <param name="act">Is given the record's id and the call that writes it, and makes that call once; before it may throw <see cref="ProblemException"/>.</param>
    public Task<CommandReply> RecordAsync(HttpContext http, string? why, string body, Action<long, Action> act) => OnceAsync(http, why, body, async (id, record, cancel) =>
    {
        CommandTicket first = default;
        act(id, () =>
        {
            if (!context.Commands.TryWriteAll(record, out first)) { throw ProblemException.Unavailable("inbox_full", "The engine has more commands waiting than it has room for.", "Try again in a second."); }
        });
        CommandReply reply = await OutcomeAsync(id, first, record.Length, cancel).ConfigureAwait(false);
        return reply with { Commands = 0, FirstSequence = null };
    });

    /// <summary>Stops everything: flag, latch, event. The reply comes in time whatever the ring and the disk do.</summary>
    public Task<CommandReply> KillAsync(HttpContext http, string why, string body, bool flatten) => OnceAsync(http, why, body, async (id, record, cancel) =>
    {
        KillOutcome killed = await Task.Run(() => context.Kill.Kill(Caller.Of(http).Who, why, flatten, record), CancellationToken.None).ConfigureAwait(false);
        CommandReply reply = killed.Event is { } ticket
            ? await OutcomeAsync(id, ticket, 1, cancel).ConfigureAwait(false)
            : new CommandReply { Outcome = "pending", RequestId = id, Commands = 1, Note = "The inbox is full: the event enters as soon as there is room." };
        string? note = killed.IsLatchDurable ? reply.Note : $"No order leaves any more, but the latch is not known to be durable ({killed.LatchProblem}): after a crash it may not be there.";
        return reply with { LatchDurable = killed.IsLatchDurable, LatchProblem = killed.LatchProblem, Note = note };
    }, isUrgent: true);

    /// <summary>Opens the kill switch: the event, and once that is committed latch and flag.</summary>
    public Task<CommandReply> ResetAsync(HttpContext http, string why, string body) => OnceAsync(http, why, body, async (id, record, cancel) =>
    {
        CommandTicket? ticket = null;
        KillResetResult result = await Task.Run(() => context.Kill.Reset(record, () => context.CommittedSequence(), options.ReplyLimit, out ticket), CancellationToken.None).ConfigureAwait(false);
        CommandReply reply = ticket is { } known ? await OutcomeAsync(id, known, 1, cancel).ConfigureAwait(false) : new CommandReply { Outcome = "pending", RequestId = id, Commands = 1 };
        return result switch
        {
            KillResetResult.Open => reply,
            KillResetResult.NotDurable => throw ProblemException.Unavailable("reset_not_durable", "The journal has not committed the reset's event in time: the engine stays killed.", "Ask again when its ring moves."),
            KillResetResult.LatchRemains => throw ProblemException.Unavailable("latch_remains", "The latch could not be taken away: the engine stays killed.", "See to the run directory's disk and rights, then ask again."),
            _ => throw ProblemException.Conflict("killed_again", "Another kill came meanwhile, and stands."),
        };
    });

    private delegate Task<CommandReply> Act(long id, EngineEvent[] record, CancellationToken cancel);

    // An urgent one is rather done a second time than late.
    private async Task<CommandReply> OnceAsync(HttpContext http, string? why, string body, Act act, bool isUrgent = false)
    {
        Caller caller = Caller.Of(http);
        string what = AuditText.What(http.Request, body);
        if (why?.Length > MaxReason) { throw ProblemException.BadField("reason", $"A reason has at most {MaxReason} characters."); }
        string? key = KeyOf(http.Request);
        if (key is null) { return await ActAsync(caller, what, why, act, http.RequestAborted).ConfigureAwait(false); }

        string scoped = $"{caller.Identity} {key}";
        TaskCompletionSource<CommandReply> mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_keys.Begin(scoped, what, mine) is { } before)
        {
            CommandReply known = await before.WaitAsync(http.RequestAborted).ConfigureAwait(false);
            return (known.Outcome == "pending" ? FindInJournal(caller, what, key) ?? known : known) with { Replayed = true };
        }

        try
        {
            // Whoever asks may go away; the one who asks again waits for what this one does.
            CommandReply? recorded = isUrgent ? TryFindInJournal(caller, what, key) : await FindRecoveredAsync(caller, what, key).ConfigureAwait(false);
            CommandReply reply = recorded ?? await ActAsync(caller, AuditText.WithKey(what, key), why, act, CancellationToken.None).ConfigureAwait(false);
            mine.SetResult(reply);
            return reply;
        }
        catch (Exception error)
        {
            _keys.Forget(scoped);
            mine.SetException(error);
            _ = mine.Task.Exception;   // Nobody else may be waiting for it.
            throw;
        }
    }

    private async Task<CommandReply> ActAsync(Caller caller, string what, string? why, Act act, CancellationToken cancel)
    {
        if (context.State() is not EngineState.Running and not EngineState.Draining) { throw ProblemException.Unavailable("engine_not_running", $"The engine is {Texts.Name(context.State())}: it takes nothing in."); }
        long id = _ids.Next();
        CommandReply reply = await act(id, AdminRequests.Events(id, caller.Who, what, why ?? ""), cancel).ConfigureAwait(false);
        Interlocked.Increment(ref _written);
        return reply;
    }

    private async Task<CommandReply> OutcomeAsync(long id, CommandTicket first, int commands, CancellationToken cancel)
    {
        long deadline = Environment.TickCount64 + (long)options.ReplyLimit.TotalMilliseconds;
        CommandReply pending = new() { Outcome = "pending", RequestId = id, Commands = commands };
        CommandTicket last = first.Next(commands - 1);
        long sequence;
        while (!context.Commands.TryFindSequence(last, out sequence))
        {
            if (Environment.TickCount64 >= deadline) { return pending with { Note = "The engine has not taken it in yet; it will, in its order." }; }
            await Task.Delay(Poll, cancel).ConfigureAwait(false);
        }

        context.Commands.TryFindSequence(first, out long firstSequence);
        pending = pending with { Sequence = sequence, FirstSequence = commands > 1 ? firstSequence : null };
        TimeSpan left = TimeSpan.FromMilliseconds(Math.Max(1, deadline - Environment.TickCount64));
        if (!await context.Views.WaitForAsync(sequence, left, cancel).ConfigureAwait(false)) { return pending with { Note = "It has its place in the journal; what became of it is not known yet." }; }
        return Outcome(pending, firstSequence, sequence);
    }

    private CommandReply Outcome(CommandReply pending, long first, long last) => context.Views.Read(views =>
    {
        List<ControlOutcome> outcomes = views.Outcomes.Newest(int.MaxValue, outcome => outcome.Sequence >= first && outcome.Sequence <= last, outcome => outcome);
        if (outcomes.Count == 0) { return pending with { Outcome = "accepted" }; }
        List<ControlOutcome> refused = outcomes.FindAll(outcome => !outcome.IsAccepted);
        ControlOutcome newest = outcomes[0];
        return pending with
        {
            Outcome = refused.Count == 0 ? "accepted" : "rejected",
            Rejected = refused.Count,
            OrderId = newest.Kind == EventKind.Command && !newest.OrderId.IsNone && outcomes.Count == 1 ? newest.OrderId.ToString() : null,
            Reason = refused.Count == 0 ? null : refused[0].Reject != RejectReason.None ? Texts.Name(refused[0].Reject) : Texts.Name(refused[0].Code),
            Note = refused.Count == 0 ? pending.Note : RemedyOf(refused[0].Code) ?? pending.Note,
        };
    });

    private static string? RemedyOf(RuleSetCode code) => code switch
    {
        RuleSetCode.UnknownSet => "The slot does not hold this set in that role; `llmtrader ctl rulesets list` shows what each slot holds. Only a staged set can shadow or be activated: `llmtrader ctl rulesets stage`.",
        RuleSetCode.NotReady => "The set is still being compiled and warmed up; ask again in a moment.",
        RuleSetCode.NothingToRollBackTo => "The slot holds no set before this one; `llmtrader ctl rulesets stage` and `activate` bring another.",
        RuleSetCode.StagingBusy => "Another set is being compiled; ask again in a moment.",
        RuleSetCode.SetIdInUse => "Leave the id out, and the next free one is taken.",
        _ => null,
    };

    private async Task<CommandReply?> FindRecoveredAsync(Caller caller, string what, string key) =>
        await context.Views.WaitForAsync(_recovered, options.ReplyLimit, CancellationToken.None).ConfigureAwait(false) ? FindInJournal(caller, what, key)
        : throw ProblemException.Unavailable(
            "journal_not_read", $"Whether this was done before the engine's start is not known yet: its journal is read up to sequence {context.Views.Place.Sequence} of {_recovered}.", "Ask again in a second, with the same key.");

    private CommandReply? TryFindInJournal(Caller caller, string what, string key)
    {
        try { return FindInJournal(caller, what, key); }
        catch (ViewsUnavailableException) { return null; }
    }

    // After a restart only the journal knows.
    private CommandReply? FindInJournal(Caller caller, string what, string key) => context.Views.Read<CommandReply?>(views =>
    {
        foreach (AuditView audit in views.Audits.All.Reverse())
        {
            if (!AuditText.TrySplit(audit.Request.What, out string before, out string used) || used != key || !audit.Request.Who.StartsWith(caller.Identity, StringComparison.Ordinal)) { continue; }
            if (before != what) { throw IdempotencyKeys.Reused(); }
            CommandReply reply = new() { Outcome = "recorded", RequestId = audit.Request.Id, Commands = 0, Replayed = true, Note = $"The journal has this request at sequence {audit.Sequence}; its commands follow it there." };
            List<ControlOutcome> behind = views.Outcomes.Newest(int.MaxValue, outcome => outcome.Sequence > audit.Sequence, outcome => outcome);
            return behind.Count == 0 ? reply : Outcome(reply with { Sequence = behind[^1].Sequence, Commands = 1, Note = null }, behind[^1].Sequence, behind[^1].Sequence) with { Replayed = true };
        }

        return null;
    });

    private static string? KeyOf(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Idempotency-Key", out Microsoft.Extensions.Primitives.StringValues values)) { return null; }
        string key = values.ToString();
        return IdempotencyKeys.IsValid(key) ? key : throw ProblemException.BadField("Idempotency-Key", $"An idempotency key has 1 to {IdempotencyKeys.MaxLength} letters, digits, '-', '_', '.' or ':'.");
    }
}
