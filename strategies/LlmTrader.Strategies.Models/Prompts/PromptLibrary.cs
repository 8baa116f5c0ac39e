namespace LlmTrader.Strategies.Models.Prompts;

/// <summary>
/// All versions of all prompts: those that are shipped, and those of a directory (<c>*.md</c>, named as one likes). Of an id the shipped one is active until
/// another is activated (<see cref="PromptActivations"/>).
/// </summary>
public sealed class PromptLibrary
{
    private readonly List<Prompt> _all;
    private readonly IReadOnlySet<string> _shipped;

    private PromptLibrary(List<Prompt> all, IReadOnlySet<string> shipped, PromptActivations? activations) => (_all, _shipped, Activations) = (all, shipped, activations);

    /// <summary>Which are active; null without a directory.</summary>
    public PromptActivations? Activations { get; }

    /// <summary>By id and version.</summary>
    public IReadOnlyList<Prompt> All => _all;

    /// <summary>Those that are shipped, and nothing else.</summary>
    public static PromptLibrary Shipped { get; } = Open(null);

    /// <param name="directory">Of versions of one's own; null is none, and one that is not there has none.</param>
    /// <exception cref="PromptException">A file is no prompt, two are of one version, or what is active is not there or was changed since.</exception>
    public static PromptLibrary Open(string? directory)
    {
        HashSet<string> shipped = [.. ShippedPrompts.All.Select(one => one.Name)];
        PromptLibrary library = new([.. ReadVersions(directory)], shipped, directory is null ? null : PromptActivations.Read(directory));
        foreach (string id in library._all.Select(one => one.Id).Distinct().ToArray()) { library.ActiveOrNull(id); }    // What is wrong is told at the start and not in the middle of a decision.
        return library;
    }

    /// <summary>All versions, whichever are active, by id and version.</summary>
    /// <exception cref="PromptException">A file is no prompt, or two are of one version.</exception>
    public static IReadOnlyList<Prompt> ReadVersions(string? directory)
    {
        List<Prompt> all = [.. ShippedPrompts.All.Select(one => PromptReader.ReadSound(one.Bytes, one.Name))];
        if (directory is not null && Directory.Exists(directory)) { all.AddRange(ReadAll(directory)); }
        foreach (IGrouping<(string Id, int Version), Prompt> same in all.GroupBy(one => (one.Id, one.Version)))
        {
            if (same.Skip(1).FirstOrDefault() is { } other) { throw new PromptException(new PromptProblem(other.File, 1, "version", $"version {same.Key.Version} of '{same.Key.Id}' is {same.First().File} already.")); }
        }

        return [.. all.OrderBy(one => one.Id, StringComparer.Ordinal).ThenBy(one => one.Version)];
    }

    /// <summary>The version that is asked with.</summary>
    /// <exception cref="PromptException">There is no such prompt, or none of it is active.</exception>
    public Prompt Active(string id) => ActiveOrNull(id)
        ?? throw new PromptException(_all.Any(one => one.Id == id) ? $"No version of the prompt '{id}' is active; `llmtrader prompts activate` makes one so." : $"There is no prompt '{id}'.");

    /// <summary>Whether it is what comes with the program.</summary>
    public bool IsShipped(Prompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return _shipped.Contains(prompt.File);
    }

    /// <summary>One version; null when there is none.</summary>
    public Prompt? Find(string id, int version) => _all.Find(one => one.Id == id && one.Version == version);

    /// <summary>The version that is asked with; null when none is.</summary>
    /// <exception cref="PromptException">It is not there, or was changed since it was activated.</exception>
    public Prompt? ActiveOrNull(string id)
    {
        if (Activations?.Of(id) is not { } activation) { return _all.FindLast(one => one.Id == id && IsShipped(one)); }
        Prompt? prompt = Find(id, activation.Version);
        if (prompt is null) { throw new PromptException(new PromptProblem(Activations.Path, activation.Line, id, $"version {activation.Version} is active, and there is no such file.")); }
        return prompt.Hash == activation.Hash ? prompt
            : throw new PromptException(new PromptProblem(prompt.File, 1, "version", $"version {prompt.Version} of '{id}' was changed since it was activated; activate it again, or undo the change."));
    }

    private static List<Prompt> ReadAll(string directory)
    {
        List<PromptProblem> problems = [];
        List<Prompt> prompts = [];
        foreach (string file in Directory.EnumerateFiles(directory, "*.md").Order(StringComparer.Ordinal))
        {
            (Prompt? prompt, IReadOnlyList<PromptProblem> found) = PromptReader.Read(File.ReadAllBytes(file), file);
            problems.AddRange(found.Where(problem => !problem.IsWarning));
            if (prompt is not null) { prompts.Add(prompt); }
        }

        return problems.Count == 0 ? prompts : throw new PromptException(problems);
    }
}
