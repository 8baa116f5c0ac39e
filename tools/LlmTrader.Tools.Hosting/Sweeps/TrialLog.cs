using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Generation.Statistics;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>
/// The trials of a search on the disk, a line of JSON each, the search's arguments in the first. A trial is synced before it counts as done,
/// so that a search which was killed goes on behind the last whole line and ends with the same bytes. One process at a time.
/// </summary>
public sealed class TrialLog : IDisposable
{
    public const string FileName = "trials.jsonl";

    private const int Format = 1;

    // How many are tried is no part of what they are: more of them go on behind those that are there.
    private const string Trials = "trials";

    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly Dictionary<string, List<SearchTrial>> _known = new(StringComparer.Ordinal);

    private Dictionary<string, string> _arguments = [];

    private TrialLog(FileStream file) => _file = file;

    /// <summary>Whether the search was begun with as many trials, and was not given more since.</summary>
    public bool WasBegunWith(int trials) => _arguments.GetValueOrDefault(Trials) is not { } begun || begun == trials.ToString(CultureInfo.InvariantCulture);

    /// <summary>The stages of which there are trials, in order of their names.</summary>
    public IEnumerable<string> Stages => _known.Keys.Order(StringComparer.Ordinal);

    /// <summary>Trials that were there when the log was opened.</summary>
    public int Resumed => _known.Values.Sum(list => list.Count);

    /// <summary>
    /// Begins a log in a directory, or takes up the one that lies there: half a line at its end, of a process that was killed, is cut off.
    /// </summary>
    /// <param name="directory">Made where needed.</param>
    /// <param name="arguments">All that the trials depend on.</param>
    /// <exception cref="RunException">The log is of a search with other arguments, which the message names, or in use.</exception>
    /// <exception cref="IOException">A line can't be read; the message names it.</exception>
    public static TrialLog Open(string directory, IReadOnlyDictionary<string, string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, FileName);
        TrialLog log = new(OpenFile(path));
        try
        {
            log.TakeUp(path, arguments);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>The trials of a stage that were there when the log was opened, in order.</summary>
    public IReadOnlyList<SearchTrial> Known(string stage) => _known.TryGetValue(stage, out List<SearchTrial>? trials) ? trials : [];

    /// <summary>As <see cref="Known(string)"/>.</summary>
    /// <exception cref="RunException">There are more than <paramref name="most"/>: what was tried can't be taken back.</exception>
    public IReadOnlyList<SearchTrial> Known(string stage, int most) => Known(stage) is { } known && known.Count <= most ? known
        : throw new RunException($"'{_file.Name}' has {Known(stage).Count} trials already, and {most} are asked for: what was tried counts. Ask for as many or more, or name another directory.");

    /// <summary>Appends a trial; it is on the disk when this returns.</summary>
    public void Append(string stage, SearchTrial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        TrialResult result = trial.Result;
        Write(json =>
        {
            json.WriteString("stage", stage);
            json.WriteNumber("trial", trial.Number);
            json.WriteStartArray("places");
            foreach (int place in trial.Point.Places) { json.WriteNumberValue(place); }
            json.WriteEndArray();
            if (result.Score is { } score) { json.WriteNumber("score", score); } else { json.WriteNull("score"); }
            json.WriteNumber("return", result.TotalReturn);
            json.WriteNumber("drawdown", result.MaxDrawdown);
            json.WriteNumber("trades", result.Trades);
            json.WriteNumber("periodsPerYear", result.PeriodsPerYear);
            json.WriteNumber("sharpe", result.Sharpe.Ratio);
            json.WriteNumber("observations", result.Sharpe.Observations);
            json.WriteNumber("skewness", result.Sharpe.Skewness);
            json.WriteNumber("kurtosis", result.Sharpe.Kurtosis);
            json.WriteString("stateHash", result.StateHash);
            json.WriteString("failure", result.Failure);
        });
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private static FileStream OpenFile(string path)
    {
        try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0); }
        catch (IOException e) when (File.Exists(path)) { throw new RunException($"'{path}' is in use: another search runs there ({e.Message})", e); }
    }

    private void TakeUp(string path, IReadOnlyDictionary<string, string> arguments)
    {
        byte[] all = new byte[_file.Length];
        _file.ReadExactly(all);
        int end = all.AsSpan().LastIndexOf((byte)'\n') + 1;
        string[] lines = Encoding.UTF8.GetString(all, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0)
        {
            _file.SetLength(0);
            _file.Position = 0;
            _arguments = new(arguments);
            Write(json => WriteHead(json, arguments));
            _file.Flush(flushToDisk: true);
            return;
        }

        _arguments = Parse(path, 1, lines[0], ReadHead);
        RequireSame(path, _arguments, arguments);
        for (int i = 1; i < lines.Length; i++)
        {
            (string stage, SearchTrial trial) = Parse(path, i + 1, lines[i], ReadTrial);
            if (!_known.TryGetValue(stage, out List<SearchTrial>? trials)) { _known.Add(stage, trials = []); }
            if (trial.Number != trials.Count) { throw Broken(path, i + 1, $"trial {trial.Number} of {stage} stands where {trials.Count} is expected"); }
            trials.Add(trial);
        }

        _file.SetLength(end);
        _file.Position = end;
    }

    private static void WriteHead(Utf8JsonWriter json, IReadOnlyDictionary<string, string> arguments)
    {
        json.WriteNumber("format", Format);
        json.WriteStartObject("arguments");
        foreach ((string name, string value) in arguments) { json.WriteString(name, value); }
        json.WriteEndObject();
    }

    private void Write(Action<Utf8JsonWriter> fields)
    {
        _line.ResetWrittenCount();
        using (Utf8JsonWriter json = new(_line))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        _file.Write(_line.WrittenSpan);   // At once: what a kill cuts is the last line.
    }

    private static void RequireSame(string path, Dictionary<string, string> there, IReadOnlyDictionary<string, string> here)
    {
        string[] differences = [.. there.Keys.Union(here.Keys).Where(name => name != Trials).SelectMany(name => Differences(name, there.GetValueOrDefault(name), here.GetValueOrDefault(name)))];
        if (differences.Length > 0) { throw new RunException($"'{path}' is of another search: {string.Join("; ", differences)}. Name another directory, or search as there."); }
    }

    // Of a value that is an object itself, member by member: all of a configuration would hide what is different in it.
    private static IEnumerable<string> Differences(string name, string? there, string? here)
    {
        if (there == here) { return []; }
        if (Members(there) is { } old && Members(here) is { } now) { return old.Keys.Union(now.Keys).SelectMany(member => Differences($"{name}.{member}", old.GetValueOrDefault(member), now.GetValueOrDefault(member))); }
        return [$"{name} is {there ?? "not given"} there and {here ?? "not given"} here"];
    }

    private static Dictionary<string, string>? Members(string? text)
    {
        if (text is not ['{', ..]) { return null; }
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetRawText(), StringComparer.Ordinal);
    }

    private static Dictionary<string, string> ReadHead(JsonElement line)
    {
        int format = line.GetProperty("format").GetInt32();
        return format == Format
            ? line.GetProperty("arguments").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!, StringComparer.Ordinal)
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"format {format} is not {Format}"));
    }

    private static (string Stage, SearchTrial Trial) ReadTrial(JsonElement line) => (line.GetProperty("stage").GetString()!, new SearchTrial(
        line.GetProperty("trial").GetInt32(),
        new SearchPoint([.. line.GetProperty("places").EnumerateArray().Select(place => place.GetInt32())]),
        new TrialResult
        {
            Score = line.GetProperty("score") is { ValueKind: JsonValueKind.Number } score ? score.GetDouble() : null,
            TotalReturn = line.GetProperty("return").GetDouble(),
            MaxDrawdown = line.GetProperty("drawdown").GetDouble(),
            Trades = line.GetProperty("trades").GetInt64(),
            PeriodsPerYear = line.GetProperty("periodsPerYear").GetDouble(),
            Sharpe = new SharpeSample(line.GetProperty("sharpe").GetDouble(), line.GetProperty("observations").GetInt64(), line.GetProperty("skewness").GetDouble(), line.GetProperty("kurtosis").GetDouble()),
            StateHash = line.GetProperty("stateHash").GetString()!,
            Failure = line.GetProperty("failure").GetString(),
        }));

    private static T Parse<T>(string path, int number, string line, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentNullException) { throw Broken(path, number, e.Message, e); }
    }

    private static IOException Broken(string path, int line, string what, Exception? inner = null) => new($"{path}, line {line}: {what}; it is no line of a search's log.", inner);
}
