namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>The mistakes that were found so far, and where each value is written.</summary>
/// <param name="file">The file as it was named.</param>
internal sealed class ConfigurationMistakes(string file)
{
    private readonly List<ConfigurationMistake> _found = [];
    private readonly List<ConfigurationMistake> _warnings = [];
    private readonly Dictionary<string, ConfigurationOrigin> _places = [];
    private readonly List<string> _following = [];

    public bool IsEmpty => _found.Count == 0;

    /// <summary>By place: those of the file by line, then those of variables by name.</summary>
    public IReadOnlyList<ConfigurationMistake> Sorted =>
        [.. _found.Distinct().OrderBy(one => one.Origin.Variable is not null).ThenBy(one => one.Origin.Line).ThenBy(one => one.Origin.Variable, StringComparer.Ordinal).ThenBy(one => one.Key, StringComparer.Ordinal)];

    /// <summary>What can be used and should be looked at, in the order in which it was found.</summary>
    public IReadOnlyList<ConfigurationMistake> Warnings => _warnings;

    /// <summary>Where a value is written.</summary>
    public void Place(string path, ConfigurationOrigin origin) => _places[path] = origin;

    /// <summary>Default when nobody has written it.</summary>
    public ConfigurationOrigin PlaceOf(string path) => _places.GetValueOrDefault(path);

    public void Add(ConfigurationOrigin origin, string key, string problem, string remedy) => _found.Add(new ConfigurationMistake(origin, key, problem, remedy));

    /// <summary>Where a value is written, or else what it belongs to.</summary>
    public void Add(string key, string problem, string remedy) => Add(Origin(key), key, problem, remedy);

    /// <summary>It can be used, and should be looked at.</summary>
    public void Warn(string key, string problem, string remedy) => _warnings.Add(new ConfigurationMistake(Origin(key), key, problem, remedy));

    /// <summary>Whether there is a mistake in the value, below it or in what it belongs to, so that what follows from it says nothing.</summary>
    public bool Has(string key) => _found.Select(one => one.Key).Concat(_following).Any(wrong => IsBelow(wrong, key) || IsBelow(key, wrong));

    /// <summary>A value is missing because of a mistake that was told already.</summary>
    public void Follow(string key) => _following.Add(key);

    /// <summary>Where a value is written, or else what it belongs to; default when nobody has written either.</summary>
    public ConfigurationOrigin NearestPlaceOf(string path)
    {
        while (path.Length > 0)
        {
            if (_places.TryGetValue(path, out ConfigurationOrigin origin)) { return origin; }
            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }

        return ConfigurationOrigin.Default;
    }

    private ConfigurationOrigin Origin(string key) => NearestPlaceOf(key) is { IsDefault: false } place ? place : ConfigurationOrigin.Of(file, 1);

    private static bool IsBelow(string path, string above) =>
        path.StartsWith(above, StringComparison.Ordinal) && (path.Length == above.Length || above.Length == 0 || path[above.Length] is '.' or '[');
}
