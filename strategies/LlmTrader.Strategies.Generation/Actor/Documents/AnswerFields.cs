using System.Text.Json;

namespace LlmTrader.Strategies.Generation.Actor.Documents;

/// <summary>Reads the members of one object of an answer, and tells all that is wrong with them by their path.</summary>
internal sealed class AnswerFields
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly AnswerProblems _problems;

    private AnswerFields(JsonElement element, string path, AnswerProblems problems)
    {
        (_path, _problems) = (path, problems);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value)) { problems.Add(PathOf(AnswerProblems.Shorten(member.Name)), "it stands there twice"); }
        }
    }

    /// <summary>Null when it is no object, which is told.</summary>
    public static AnswerFields? Of(JsonElement element, string path, AnswerProblems problems)
    {
        if (element.ValueKind == JsonValueKind.Object) { return new AnswerFields(element, path, problems); }
        problems.Add(path, $"an object is expected, this is {AnswerProblems.Describe(element)}");
        return null;
    }

    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    public void Say(string name, string problem) => _problems.Add(name.Length == 0 ? _path : PathOf(name), problem);

    /// <summary>One of some words; null when it is null, where that may be, or wrong.</summary>
    public string? Word(string name, IReadOnlyCollection<string> words, bool isNullable = false)
    {
        if (!TryTake(name, isNullable, out JsonElement value)) { return null; }
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && words.Contains(text)) { return text; }
        Say(name, $"{AnswerProblems.Describe(value)} is not one of {AnswerProblems.Sample(words)}");
        return null;
    }

    /// <summary>A finite number; null when it is null or wrong.</summary>
    public double? Number(string name, bool isNullable = false) => TryTake(name, isNullable, out JsonElement value) ? AsNumber(value, PathOf(name)) : null;

    /// <summary>A whole number within these; null when it is null or wrong.</summary>
    public int? Whole(string name, int minimum, int maximum, bool isNullable = false)
    {
        if (!TryTake(name, isNullable, out JsonElement value)) { return null; }
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int whole) && whole >= minimum && whole <= maximum) { return whole; }
        Say(name, $"a whole number from {minimum} to {maximum} is expected, this is {AnswerProblems.Describe(value)}");
        return null;
    }

    /// <summary>A member that is an object; null when it is null or wrong.</summary>
    public AnswerFields? Block(string name, bool isNullable = false) => TryTake(name, isNullable, out JsonElement value) ? Of(value, PathOf(name), _problems) : null;

    /// <summary>The items of a list, with their paths; none when it is wrong.</summary>
    public IReadOnlyList<(JsonElement Item, string Path)> List(string name, int most) => TryTake(name, isNullable: false, out JsonElement value) ? Items(value, PathOf(name), most, _problems) : [];

    public IReadOnlyList<(JsonElement Item, string Path)> Items(JsonElement value, string path, int most) => Items(value, path, most, _problems);

    /// <summary>Reads an object of a list.</summary>
    public AnswerFields? Of(JsonElement element, string path) => Of(element, path, _problems);

    public double? AsNumber(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)) { return number; }
        _problems.Add(path, $"a number is expected, this is {AnswerProblems.Describe(value)}");
        return null;
    }

    /// <summary>Tells the members that nobody asked for.</summary>
    public void Finish()
    {
        foreach (string name in _members.Keys.Where(name => !_asked.Contains(name))) { Say(AnswerProblems.Shorten(name), "there is no such member"); }
    }

    private static IReadOnlyList<(JsonElement, string)> Items(JsonElement value, string path, int most, AnswerProblems problems)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            problems.Add(path, $"a list is expected, this is {AnswerProblems.Describe(value)}");
            return [];
        }

        if (value.GetArrayLength() > most)
        {
            problems.Add(path, $"it has {value.GetArrayLength()} items, at most {most} are allowed");
            return [];
        }

        return [.. value.EnumerateArray().Select((item, i) => (item, $"{path}[{i}]"))];
    }

    private bool TryTake(string name, bool isNullable, out JsonElement value)
    {
        _asked.Add(name);
        if (!_members.TryGetValue(name, out value)) { Say(name, "it is missing"); }
        else if (value.ValueKind != JsonValueKind.Null) { return true; }
        else if (!isNullable) { Say(name, "it must not be null"); }
        return false;
    }
}
