using System.Diagnostics;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Ctl;
using LlmTrader.Tools.Hosting.Admin.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmTrader.Tools.Cli.Verbs.Top;

/// <summary>The live screen: looks once a period, ends with q or Ctrl+C, and outlives the engine's restarts.</summary>
internal sealed class TopScreen(AdminClient client, Session session, TimeSpan period)
{
    private const string Ending = "q ends";
    private const int UsualWidth = 80;

    private static readonly TimeSpan KeyPeriod = TimeSpan.FromMilliseconds(50);

    private TopSnapshot? _now;
    private TopSnapshot? _before;
    private string? _absence;
    private DateTimeOffset _absentSince;

    public void Run()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(session.Output), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes });
        console.Profile.Width = Console.WindowWidth is > 0 and var width ? width : UsualWidth;
        console.Live(new Text("Asking the engine …")).AutoClear(false).Overflow(VerticalOverflow.Ellipsis).Cropping(VerticalOverflowCropping.Bottom).Start(live =>
        {
            do
            {
                Look();
                live.UpdateTarget(Screen());
                live.Refresh();
            }
            while (!IsOver());
        });
    }

    private void Look()
    {
        try
        {
            (_before, _now) = (_now, TopSnapshot.Take(client, session.Cancellation));
            _absence = null;
        }
        catch (EngineCallException error) when (error.IsAbsence)
        {
            if (_absence is null) { _absentSince = DateTimeOffset.UtcNow; }
            _absence = error.Message;
        }
        catch (OperationCanceledException)
        {
            // Seen by IsOver.
        }
    }

    private Rows Screen()
    {
        string head = _absence is null ? Ending : $"{_absence} Asking again every second, since {Cell.Age((DateTimeOffset.UtcNow - _absentSince).TotalSeconds)}; what stands below is from before. {Ending}";
        IEnumerable<IRenderable> parts = _now is null ? [] : TopView.Of(_now, _before);
        return new Rows(parts.Prepend(new Text(head)));   // First: a small window cuts the end off.
    }

    // Waits for the next look; true when the person, or a signal, ends it.
    private bool IsOver()
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < period)
        {
            if (session.Cancellation.WaitHandle.WaitOne(KeyPeriod)) { return true; }
            while (!Console.IsInputRedirected && Console.KeyAvailable)
            {
                if (Console.ReadKey(intercept: true) is { KeyChar: 'q' or 'Q' } or { Key: ConsoleKey.Escape }) { return true; }
            }
        }

        return false;
    }
}
