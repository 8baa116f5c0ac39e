using System.CommandLine;
using System.Net.Http.Headers;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Client;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary><c>llmtrader ctl events</c></summary>
internal sealed class EventsVerb : Verb
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly EngineOptions _engine;
    private readonly Option<string?> _kinds = OptionOf.Text("--kinds", "NAMES", "Kinds with commas between, such as order,decision,trade; 'market' for market data, 'all' for all. Without it, what has to do with orders, money and operators.");
    private readonly Option<string?> _symbols = OptionOf.Text("--symbols", "NAMES", "Only these instruments, with commas between.");
    private readonly Option<long?> _from = OptionOf.OptionalNumber("--from", "SEQUENCE", "Begin there; without it with what comes next.");
    private readonly Option<long?> _count = OptionOf.OptionalNumber("--count", "EVENTS", "End after this many.");

    public EventsVerb(EngineOptions engine)
        : base("events", "Follow what happens, as it happens.")
    {
        _engine = engine;
        foreach (Option option in new Option[] { _kinds, _symbols, _from, _count }) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "One line for each event of the journal and each record that the engine derived from it, once it is on the disk. When the engine restarts, or drops a reader that was too slow, it goes on where it was: nothing is missed, nothing comes twice. "
        + "With --json, JSON Lines. Ctrl+C ends it.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader ctl events", "orders, fills, positions, operators"),
        new("llmtrader ctl events --kinds decision,order --symbols BTCUSDT --json", "one instrument's orders, for a program"),
        new("llmtrader ctl events --kinds all --from 0 --count 100", "how the journal began"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        using AdminClient client = new(_engine.Find(arguments, session));
        FollowAsync(client, arguments, session).GetAwaiter().GetResult();
        return ExitCode.Success;
    }

    private async Task FollowAsync(AdminClient client, ParseResult arguments, Session session)
    {
        string path = CtlOption.Path("/v1/events", ("kinds", arguments.GetValue(_kinds)), ("symbols", arguments.GetValue(_symbols)), ("from", arguments.GetValue(_from)));
        long left = arguments.GetValue(_count) ?? long.MaxValue;
        string? place = null;
        bool isLost = false;
        while (left > 0)
        {
            try
            {
                using HttpRequestMessage request = new(HttpMethod.Get, path);
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
                if (place is not null) { request.Headers.Add("Last-Event-ID", place); }
                using HttpResponseMessage answer = await client.OpenAsync(request, session.Cancellation);
                await using Stream stream = await answer.Content.ReadAsStreamAsync(session.Cancellation);
                if (isLost) { session.WriteError("The engine is back; going on where it was."); }
                isLost = false;
                await foreach (EventFrame frame in EventFrame.ReadAsync(stream, session.Cancellation))
                {
                    place = frame.Id ?? place;   // Heartbeats move it too.
                    if (frame.Data is null) { continue; }
                    EventLine.Write(frame.Kind, frame.Data, session);
                    session.Output.Flush();
                    if (--left == 0) { return; }
                }
            }
            catch (Exception error) when (place is not null && error is EngineCallException { IsAbsence: true } or HttpIOException or IOException) { }   // Gone on with below.
            if (!isLost) { session.WriteError("The stream has ended; waiting for the engine."); }
            isLost = true;
            await Task.Delay(Pause, session.Cancellation);
        }
    }
}
