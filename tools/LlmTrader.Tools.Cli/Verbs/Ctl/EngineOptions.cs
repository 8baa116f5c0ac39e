using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>Which engine is meant.</summary>
internal sealed class EngineOptions
{
    /// <summary>Holds the key of <c>--url</c>: an argument would be seen by everybody on the machine.</summary>
    public const string KeyVariable = "LLMTRADER_KEY";

    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<string?> _socket = OptionOf.Text("--socket", "PATH", "The engine's admin socket, in place of the one that the configuration names.");
    private readonly Option<string?> _url = OptionOf.Text("--url", "URL", $"The engine's admin address on TCP, http://127.0.0.1:PORT; its key is in {KeyVariable}.");

    public void AddTo(Command command, bool isRecursive)
    {
        foreach (Option option in new Option[] { _config, _socket, _url })
        {
            option.Recursive = isRecursive;
            command.Options.Add(option);
        }
    }

    /// <summary>The configuration's file, whether or not it is there.</summary>
    public string ConfigOf(ParseResult arguments) => arguments.GetValue(_config)!;

    /// <summary>Finds the engine. A mistake that has crept into its configuration since the start does not keep an operator from it.</summary>
    public EngineAddress Find(ParseResult arguments, Session session)
    {
        if (arguments.GetValue(_url) is { } url) { return OfUrl(url); }
        if (arguments.GetValue(_socket) is { } socket) { return new EngineAddress(Path.GetFullPath(socket), null, null, null); }
        string file = ConfigOf(arguments);
        if (!File.Exists(file)) { throw new UsageException($"There is no configuration '{file}' that says where the engine answers; name it with --config, or the socket with --socket."); }
        try
        {
            return new EngineAddress(ConfigOption.Read(file).Paths.Socket, null, null, file);
        }
        catch (RunException) when (ConfigOption.UsualPaths(file).Socket is var usual && File.Exists(usual))
        {
            session.Warn($"'{file}' has mistakes (`llmtrader config check {file}` lists them); the engine is asked at its usual place, '{usual}'.");
            return new EngineAddress(usual, null, null, file);
        }
    }

    private static EngineAddress OfUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https")) { throw new UsageException($"--url is '{url}'; an address such as http://127.0.0.1:8080 is expected."); }
        string? key = Environment.GetEnvironmentVariable(KeyVariable);
        return string.IsNullOrWhiteSpace(key) ? throw new UsageException($"On TCP the engine asks for a key: put it into the environment variable {KeyVariable}.") : new EngineAddress(null, address, key.Trim(), null);
    }
}
