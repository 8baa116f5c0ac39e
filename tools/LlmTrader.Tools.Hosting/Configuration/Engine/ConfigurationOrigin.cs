namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Where a value comes from: a line of a file, an environment variable, or nowhere, when it is a default.</summary>
public readonly record struct ConfigurationOrigin
{
    private ConfigurationOrigin(string? file, int line, string? variable) => (File, Line, Variable) = (file, line, variable);

    /// <summary>The file as it was named; null when it is not of a file.</summary>
    public string? File { get; }

    /// <summary>From 1; 0 for none.</summary>
    public int Line { get; }

    /// <summary>The environment variable; null when it is not of one.</summary>
    public string? Variable { get; }

    public bool IsDefault => File is null && Variable is null;

    /// <summary>Nobody has written it.</summary>
    public static ConfigurationOrigin Default => default;

    public static ConfigurationOrigin Of(string file, int line) => new(file, line, null);

    public static ConfigurationOrigin OfVariable(string name) => new(null, 0, name);

    public override string ToString() => Variable is not null ? Variable : File is not null ? $"{File}:{Line}" : "default";
}
