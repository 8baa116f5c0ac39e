using System.Globalization;
using System.Text;

namespace LlmTrader.Strategies.Models.Prompts;

/// <param name="Version">That is active.</param>
/// <param name="Hash">Of its file when it was activated.</param>
/// <param name="Line">Of the file of activations.</param>
public sealed record PromptActivation(int Version, string Hash, int Line);

/// <summary>
/// Which version of each prompt is active: the file <c>active</c> in the directory of prompts, to which each change adds a line,
/// <c>TIME activate ID VERSION HASH</c> or <c>TIME rollback ID</c>. A rollback takes the newest activation back that still counts; with none
/// left, the shipped version is active.
/// </summary>
public sealed class PromptActivations
{
    /// <summary>Of the file.</summary>
    public const string FileName = "active";

    private readonly Dictionary<string, Stack<PromptActivation>> _stacks = new(StringComparer.Ordinal);
    private readonly List<string> _lines = [];

    private PromptActivations(string path) => Path = path;

    /// <summary>The file, whether or not it is there.</summary>
    public string Path { get; }

    /// <summary>All changes, oldest first, as they stand in the file.</summary>
    public IReadOnlyList<string> History => _lines;

    /// <exception cref="PromptException">A line of the file is none of its kind.</exception>
    public static PromptActivations Read(string directory)
    {
        PromptActivations activations = new(System.IO.Path.Combine(directory, FileName));
        if (!File.Exists(activations.Path)) { return activations; }
        foreach (string line in File.ReadAllLines(activations.Path)) { activations.Apply(line); }
        return activations;
    }

    /// <summary>Null when the shipped version is.</summary>
    public PromptActivation? Of(string id) => _stacks.TryGetValue(id, out Stack<PromptActivation>? stack) && stack.TryPeek(out PromptActivation? top) ? top : null;

    /// <summary>Makes a version active, and has it on disk when it returns.</summary>
    /// <param name="prompt">Sound.</param>
    /// <param name="at">When.</param>
    public void Activate(Prompt prompt, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        Add(string.Create(CultureInfo.InvariantCulture, $"{Time(at)} activate {prompt.Id} {prompt.Version} {prompt.Hash}"));
    }

    /// <summary>Takes the newest activation of a prompt back, and has that on disk when it returns. False when there is none.</summary>
    public bool Rollback(string id, DateTimeOffset at)
    {
        if (Of(id) is null) { return false; }
        Add(string.Create(CultureInfo.InvariantCulture, $"{Time(at)} rollback {id}"));
        return true;
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // The whole file anew beside the old one: a crash leaves one or the other.
    private void Add(string line)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        string partial = Path + ".partial";
        using (FileStream file = new(partial, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(string.Concat(_lines.Append(line).Select(one => one + "\n"))));
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, Path, overwrite: true);
        Apply(line);
    }

    private void Apply(string line)
    {
        _lines.Add(line);
        string[] words = line.Split(' ');
        string id = words.Length > 2 ? words[2] : "";
        Stack<PromptActivation> stack = _stacks.TryGetValue(id, out Stack<PromptActivation>? known) ? known : [];
        switch (words)
        {
            case [_, "activate", _, string number, { Length: 64 } hash] when PromptReader.IsName(id) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int version):
                stack.Push(new PromptActivation(version, hash, _lines.Count));
                break;
            case [_, "rollback", _] when stack.TryPop(out _): break;
            default: throw new PromptException(new PromptProblem(Path, _lines.Count, null, "'TIME activate ID VERSION HASH' or 'TIME rollback ID' of an activated prompt is expected."));
        }

        _stacks[id] = stack;
    }
}
