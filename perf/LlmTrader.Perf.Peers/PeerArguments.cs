using System.Globalization;

namespace LlmTrader.Perf.Peers;

/// <summary>The command line was not understood.</summary>
internal sealed class PeerUsageException(string message) : Exception(message);

/// <summary><c>NAME --option value …</c></summary>
internal sealed class PeerArguments
{
    private readonly Dictionary<string, List<string>> _values = [];

    private PeerArguments(string name) => Name = name;

    /// <summary>The first argument.</summary>
    public string Name { get; }

    /// <exception cref="PeerUsageException">An option is unknown or has no value.</exception>
    public static PeerArguments Parse(string[] arguments, params string[] known)
    {
        PeerArguments parsed = new(arguments[0]);
        for (int i = 1; i < arguments.Length; i += 2)
        {
            if (!known.Contains(arguments[i])) { throw new PeerUsageException($"{arguments[i]} is no option of {parsed.Name}; there are {string.Join(", ", known)}."); }
            if (i + 1 == arguments.Length) { throw new PeerUsageException($"{arguments[i]} needs a value."); }
            if (!parsed._values.TryGetValue(arguments[i], out List<string>? values)) { parsed._values[arguments[i]] = values = []; }
            values.Add(arguments[i + 1]);
        }

        return parsed;
    }

    public IReadOnlyList<string> All(string option) => _values.GetValueOrDefault(option) ?? [];

    /// <exception cref="PeerUsageException">It is no number from 1 on.</exception>
    public long Count(string option, long otherwise)
    {
        if (All(option) is not [.., string text]) { return otherwise; }
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count > 0
            ? count : throw new PeerUsageException($"{option} takes a number from 1 on, not '{text}'.");
    }

    /// <exception cref="PeerUsageException">It is no list of numbers.</exception>
    public IReadOnlyList<int> Numbers(string option)
    {
        if (All(option) is not [.., string text]) { return []; }
        return [.. text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : throw new PeerUsageException($"{option} takes numbers with commas between them, not '{text}'."))];
    }

    /// <exception cref="PeerUsageException">It is none of the two.</exception>
    public bool Choice(string option, string no, string yes) => All(option) is [.., string text]
        ? text == yes || (text == no ? false : throw new PeerUsageException($"{option} takes {no} or {yes}, not '{text}'."))
        : false;
}
