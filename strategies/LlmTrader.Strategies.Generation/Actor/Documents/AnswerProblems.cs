using System.Text.Json;

namespace LlmTrader.Strategies.Generation.Actor.Documents;

/// <summary>What is wrong with an answer, for the one who gave it: each with its path, and no more of them than help.</summary>
internal sealed class AnswerProblems
{
    private const int Most = 12, ShownLength = 40, ShownWords = 40;

    private readonly List<string> _list = [];

    public bool IsEmpty => _list.Count == 0;

    public void Add(string path, string problem) => _list.Add(path.Length == 0 ? problem : $"{path}: {problem}");

    public override string ToString() => string.Join("\n", _list.Take(Most)) + (_list.Count > Most ? $"\nand {_list.Count - Most} more" : "");

    /// <summary>A value as a sentence shows it: short, and on one line.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        JsonValueKind.String => $"'{Shorten(value.GetString()!)}'",
        _ => Shorten(value.GetRawText()),
    };

    public static string Shorten(string text)
    {
        string line = new([.. text.Take(ShownLength).Select(c => char.IsControl(c) ? ' ' : c)]);
        return text.Length > ShownLength ? $"{line}..." : line;
    }

    public static string Sample(IReadOnlyCollection<string> words) => string.Join(", ", words.Take(ShownWords)) + (words.Count > ShownWords ? ", ..." : "");
}
