using LlmTrader.Tools.Cli.Help;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary>The kinds of records that a verb was asked for by name.</summary>
internal static class KindFilter
{
    /// <summary>The named kinds; null when none is named, which means all.</summary>
    /// <exception cref="UsageException">A name is no kind of this stream.</exception>
    public static HashSet<T>? Parse<T>(string? kinds)
        where T : struct, Enum
    {
        if (kinds is null) { return null; }
        HashSet<T> set = [];
        foreach (string word in kinds.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            bool isKind = Enum.TryParse(word, ignoreCase: true, out T kind) && Enum.IsDefined(kind) && !char.IsDigit(word[0]);
            if (!isKind) { throw new UsageException(Unknown(word, Enum.GetNames<T>())); }
            set.Add(kind);
        }

        return set;
    }

    private static string Unknown(string word, string[] known) =>
        $"--kind '{word}' is no kind of this stream; the kinds are {string.Join(", ", known.Where(name => name != "None"))}."
        + (Nearest.Find(word, known) is { } nearest ? $" Did you mean '{nearest}'?" : "");
}
