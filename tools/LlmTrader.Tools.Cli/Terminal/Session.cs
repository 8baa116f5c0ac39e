using System.Text.Json;
using LlmTrader.Engine.Core;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmTrader.Tools.Cli.Terminal;

/// <summary>What a verb has of the outside while it runs: a place for its result, progress, and the wish to stop.</summary>
internal sealed class Session
{
    // Redirected output has no width; wide enough that no table is ever wrapped.
    private const int RedirectedWidth = 240;

    // As often as an eye follows.
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);

    private readonly TerminalStreams _streams;
    private bool _isAfterGap = true;

    public Session(TerminalStreams streams, bool isJson, CancellationToken cancellation)
    {
        _streams = streams;
        IsJson = isJson;
        Cancellation = cancellation;
    }

    /// <summary>The result goes out as one JSON document instead of tables.</summary>
    public bool IsJson { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>A person looks at the result as it is written.</summary>
    public bool IsTerminal => _streams.OutputIsTerminal;

    /// <summary>Columns that a table may take: the window's, or when nobody looks as many as it likes.</summary>
    public int Width => !_streams.OutputIsTerminal ? RedirectedWidth : (_streams.Width ?? Console.WindowWidth) is > 0 and int columns ? columns : RedirectedWidth;

    /// <summary>Whether a result was begun, after which a failure can no longer be the one document.</summary>
    public bool HasOutput { get; private set; }

    /// <summary>Results, for a verb that streams them.</summary>
    public TextWriter Output
    {
        get
        {
            HasOutput = true;
            return _streams.Output;
        }
    }

    /// <summary>Writes the verb's one JSON document.</summary>
    public void WriteJson<T>(T document)
    {
        Invariant.Holds(!HasOutput);
        Output.WriteLine(JsonSerializer.Serialize(document, JsonFormat.Options));
    }

    public void WriteLine(string line = "")
    {
        Output.WriteLine(line);
        _isAfterGap = line.Length == 0;
    }

    /// <summary>Writes a table, an empty line before and after it, without trailing blanks.</summary>
    public void Write(IRenderable table)
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = AnsiSupport.No,   // Results are read by people and by grep alike: no colour codes in them.
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(table);
        if (!_isAfterGap) { WriteLine(); }
        foreach (string line in text.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)) { WriteLine(line); }
        WriteLine();
    }

    /// <summary>A sentence that a person must know and a program must not stumble over.</summary>
    public void Warn(string sentence) => _streams.Error.WriteLine($"warning: {sentence}");

    /// <summary>What is wrong with the input of a verb whose result is something else, so that a redirected result stays empty.</summary>
    public void WriteError(string text) => _streams.Error.WriteLine(text);

    /// <summary>Runs long work that reports (done, all) as it goes, with a bar when somebody looks. A report is also where the work can be interrupted.</summary>
    public T WithProgress<T>(string title, Func<Action<long, long>, T> work) => WithBar(title, show => work((done, all) =>
    {
        Cancellation.ThrowIfCancellationRequested();
        show?.Invoke(done, all);
    }));

    /// <summary>Runs long work whose progress can be asked for as (done, all) from another thread; all is 0 when it is not known.</summary>
    public T WithPolledProgress<T>(string title, Func<(long Done, long All)> poll, Func<T> work) => WithBar(title, show =>
    {
        using Timer? timer = show is null ? null : new Timer(_ => Show(show, poll()), null, PollPeriod, PollPeriod);
        return work();
    });

    private static void Show(Action<long, long> show, (long Done, long All) progress) => show(progress.Done, progress.All);

    private T WithBar<T>(string title, Func<Action<long, long>?, T> work) =>
        IsJson || !_streams.ErrorIsTerminal ? work(null) : ProgressBar.Run(_streams.Error, title, work);
}
