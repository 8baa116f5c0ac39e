using System.Net;
using System.Text;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>The admin socket, and its keys on TCP.</summary>
internal static class AdminCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (!mistakes.Has("admin.socket") && !mistakes.Has("run_directory"))
        {
            int bytes = Encoding.UTF8.GetByteCount(configuration.Paths.Socket);
            if (bytes > EnginePaths.MaxSocketBytes)
            {
                mistakes.Add("admin.socket", $"the socket's full path '{configuration.Paths.Socket}' has {bytes} bytes; a Unix domain socket's has at most {EnginePaths.MaxSocketBytes}.", "Choose a shorter run_directory, or write a full path here, such as /run/llmtrader/admin.sock.");
            }
        }

        if (configuration.Admin.Tcp is { } tcp) { Check(tcp, mistakes); }
    }

    private static void Check(AdminTcpConfiguration tcp, ConfigurationMistakes mistakes)
    {
        if (!IPAddress.TryParse(tcp.Address, out IPAddress? address) || !IPAddress.IsLoopback(address))
        {
            mistakes.Add("admin.tcp.address", $"'{ConfigurationNode.Shortened(tcp.Address)}' is given; a loopback address is expected.", "Write 127.0.0.1 or ::1; other machines come through ssh or a reverse proxy with TLS.");
        }

        if (mistakes.Has("admin.tcp.keys") && tcp.Keys is null) { return; }
        if (tcp.Keys.Count == 0 && !mistakes.Has("admin.tcp.keys")) { mistakes.Add("admin.tcp.keys", "the list is empty; nobody could call.", "Add a key with name, role and sha256, or remove tcp."); }
        for (int i = 0; i < tcp.Keys.Count; i++)
        {
            string path = $"admin.tcp.keys[{i}]";
            if (mistakes.Has($"{path}.sha256") || mistakes.Has($"{path}.name")) { continue; }
            bool isHash = tcp.Keys[i].Sha256.Length == 64 && tcp.Keys[i].Sha256.All(char.IsAsciiHexDigit);
            if (!isHash) { mistakes.Add($"{path}.sha256", "something else (not shown) is given; 64 hex digits are expected.", "Write the key's hash and not the key: printf %s KEY | sha256sum."); }
            if (tcp.Keys.Take(i).Any(before => before.Name == tcp.Keys[i].Name)) { mistakes.Add($"{path}.name", $"two keys are called '{tcp.Keys[i].Name}'.", "Give one of them another name: the audit names it."); }
            if (tcp.Keys.Take(i).Any(before => string.Equals(before.Sha256, tcp.Keys[i].Sha256, StringComparison.OrdinalIgnoreCase))) { mistakes.Add($"{path}.sha256", "is the hash of a key before it.", "Give each caller a key of its own."); }
        }
    }
}
