using System.Text.Json.Serialization.Metadata;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Admin.Approvals;
using LlmTrader.Tools.Hosting.Admin.Commands;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Http;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>What endpoints share.</summary>
internal sealed class AdminServices(AdminContext context, AdminOptions options)
{
    public AdminContext Context { get; } = context;

    public AdminOptions Options { get; } = options;

    public CommandPath Commands { get; } = new(context, options);

    public JournalGauge Journal { get; } = new(context.Journal, context.Clock);

    public ApprovalBook Approvals { get; } = new();

    public AdminCounters Counters { get; } = new();

    public EngineViews Views => Context.Views;

    public string NameOf(AccountId account) => Context.Options.Accounts[account.Value].Name;

    public string? SymbolOf(InstrumentId instrument) => Context.Options.Instruments.Contains(instrument) ? Context.Options.Instruments[instrument].FullName : null;

    /// <summary>What a strategy may do.</summary>
    public string TradingOf(ViewState views, int slot)
    {
        StrategyId strategy = new((ushort)slot);
        if (views.Risk.IsHalted(strategy)) { return "halted"; }
        if (views.Risk.StateOf(strategy) == TradingState.Reducing) { return "paused"; }
        return views.Risk.IsReducing(Context.Options.StrategyAccount, strategy) ? "reducing" : "active";
    }

    /// <summary>A reason is no formality where it is asked for: whoever reads the journal later has nothing else.</summary>
    public static string RequireReason(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? throw new ProblemException(StatusCodes.Status400BadRequest, "reason_missing", "This call needs a reason; it goes into the journal.", "Send {\"reason\": \"…\"}.", "reason") : reason;

    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) => TypedResults.Json(value, type, "application/json; charset=utf-8", status);

    /// <summary>200 accepted, 202 pending, 409 rejected.</summary>
    public static IResult Json(CommandReply reply) => Json(reply, AdminJson.Default.CommandReply, StatusOf(reply));

    public static int StatusOf(CommandReply reply) => reply.Outcome switch
    {
        "rejected" => StatusCodes.Status409Conflict,
        "pending" => StatusCodes.Status202Accepted,
        _ => StatusCodes.Status200OK,
    };

    public static EngineEvent Event(EventKind kind) => new() { Kind = kind, Instrument = InstrumentId.None };

    /// <summary>How many of a list, from the query.</summary>
    public static int LimitOf(HttpContext http, int usual, int most)
    {
        if (!http.Request.Query.TryGetValue("limit", out Microsoft.Extensions.Primitives.StringValues text)) { return usual; }
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int limit) && limit >= 1 && limit <= most
            ? limit : throw ProblemException.BadField("limit", $"limit must be 1 to {most}.");
    }
}

/// <summary>What the admin side counts of itself.</summary>
internal sealed class AdminCounters
{
    private long _requests;
    private long _limited;
    private long _failed;
    private long _dropped;
    private int _subscribers;

    public long Requests => Volatile.Read(ref _requests);

    public long Limited => Volatile.Read(ref _limited);

    public long Failed => Volatile.Read(ref _failed);

    public long Dropped => Volatile.Read(ref _dropped);

    public int Subscribers => Volatile.Read(ref _subscribers);

    public void OnRequest() => Interlocked.Increment(ref _requests);

    public void OnLimited() => Interlocked.Increment(ref _limited);

    public void OnFailed() => Interlocked.Increment(ref _failed);

    public void OnDropped() => Interlocked.Increment(ref _dropped);

    public bool TrySubscribe(int most)
    {
        if (Interlocked.Increment(ref _subscribers) <= most) { return true; }
        Interlocked.Decrement(ref _subscribers);
        return false;
    }

    public void Unsubscribe() => Interlocked.Decrement(ref _subscribers);
}
