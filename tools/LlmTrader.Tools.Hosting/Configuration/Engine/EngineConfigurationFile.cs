using System.Collections;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>A configuration as it was read: its values with their sources, or all its mistakes.</summary>
public sealed class EngineConfigurationFile
{
    /// <summary>The largest file that is read; a configuration is a few kilobytes.</summary>
    public const int MaxBytes = 1 << 20;

    private readonly EngineConfiguration _configuration;

    private EngineConfigurationFile(string path, EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        Path = path;
        _configuration = configuration;
        Mistakes = mistakes.Sorted;
        Warnings = mistakes.Warnings;
        Values = ConfigurationValue.Of(configuration, mistakes.PlaceOf);
    }

    /// <summary>As it was named.</summary>
    public string Path { get; }

    /// <summary>By line; empty when it can be used.</summary>
    public IReadOnlyList<ConfigurationMistake> Mistakes { get; }

    /// <summary>What can be used and should be looked at.</summary>
    public IReadOnlyList<ConfigurationMistake> Warnings { get; }

    /// <summary>Each value that is in force with its source, secrets masked. Of a file with mistakes, with defaults in their places.</summary>
    public IReadOnlyList<ConfigurationValue> Values { get; }

    /// <summary>Throws <see cref="ConfigurationException"/> with all mistakes when there are any.</summary>
    public EngineConfiguration Configuration => Mistakes.Count == 0 ? _configuration : throw new ConfigurationException(Mistakes);

    /// <summary>Reads and checks a file under this process's environment. Throws <see cref="RunException"/> when there is no such file.</summary>
    public static EngineConfigurationFile Read(string path)
    {
        Dictionary<string, string> environment = [];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables()) { environment[(string)entry.Key] = (string?)entry.Value ?? ""; }
        return Read(path, environment);
    }

    /// <summary>As <see cref="Read(string)"/>, under another environment.</summary>
    public static EngineConfigurationFile Read(string path, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(environment);
        try
        {
            FileInfo file = new(path);
            if (!file.Exists) { throw new RunException($"There is no file '{path}'. `llmtrader init` writes one to begin with."); }
            if (file.Length > MaxBytes) { throw new RunException($"'{path}' has {file.Length:N0} bytes; a configuration has at most {MaxBytes:N0}."); }
            return ReadText(path, File.ReadAllText(path), environment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{path}' can't be read: {e.Message}", e);
        }
    }

    /// <summary>As <see cref="Read(string)"/>, of a text.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="text">YAML, or JSON when the name ends so.</param>
    /// <param name="environment">Whose variables override it.</param>
    /// <param name="baseDirectory">Against which paths stand; the file's own directory when it is null.</param>
    public static EngineConfigurationFile ReadText(string path, string text, IReadOnlyDictionary<string, string> environment, string? baseDirectory = null)
    {
        baseDirectory ??= System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        ConfigurationMistakes mistakes = new(path);
        ConfigurationNode root = ReadTree(path, text, mistakes);
        bool isTree = mistakes.IsEmpty;
        if (isTree) { root = new EnvironmentOverrides(mistakes).Apply(root, environment); }
        EngineConfiguration configuration = (EngineConfiguration)new ConfigurationBinder(isTree ? mistakes : new ConfigurationMistakes(path)).BindRecord(root, typeof(EngineConfiguration), "");
        configuration = configuration with { Feeds = configuration.Feeds ?? [], Accounts = configuration.Accounts ?? [], BaseDirectory = baseDirectory, PlaceOf = mistakes.NearestPlaceOf };
        if (isTree) { configuration = configuration with { Models = OpenAiEnvironment.Apply(configuration.Models, environment, mistakes) }; }
        if (isTree) { EngineConfigurationCheck.Run(configuration, mistakes); }
        return new EngineConfigurationFile(path, configuration, mistakes);
    }

    private static ConfigurationNode ReadTree(string path, string text, ConfigurationMistakes mistakes)
    {
        ConfigurationOrigin start = ConfigurationOrigin.Of(path, 1);
        try
        {
            ConfigurationNode root = ConfigurationTree.Read(path, text);
            if (root.Kind == NodeKind.Map) { return root; }
            mistakes.Add(start, "", root.Kind == NodeKind.Nothing ? "the file is empty." : $"the file holds {root.What}; keys with values are expected.", "Begin with 'feeds:' and 'accounts:', or let `llmtrader init` write a file to begin with.");
        }
        catch (FileSyntaxException e)
        {
            mistakes.Add(ConfigurationOrigin.Of(path, (int)e.Line), "", e.Problem, SyntaxRemedy.For(e.Problem));
        }

        return ConfigurationNode.OfMap(start);
    }
}
