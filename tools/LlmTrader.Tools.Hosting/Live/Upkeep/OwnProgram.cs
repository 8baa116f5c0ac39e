using System.Diagnostics;

namespace LlmTrader.Tools.Hosting.Live.Upkeep;

/// <summary>Starts this program's other verbs as processes of their own, so that what they allocate and how they end is nothing to the engine.</summary>
public static class OwnProgram
{
    private const string Name = "llmtrader";

    /// <summary>What starts <c>llmtrader</c> with these arguments: the same build that runs here, by its own executable or by <c>dotnet llmtrader.dll</c>.</summary>
    public static ProcessStartInfo StartInfo(params IReadOnlyList<string> arguments)
    {
        string self = Environment.ProcessPath ?? "";
        bool isOwn = Path.GetFileNameWithoutExtension(self) == Name;
        ProcessStartInfo info = new(isOwn ? self : Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet") { UseShellExecute = false };
        if (!isOwn) { info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, Name + ".dll")); }
        foreach (string argument in arguments) { info.ArgumentList.Add(argument); }
        return info;
    }

    /// <summary>Starts it in the background: what it prints is dropped, what it complains of can be read. Null when it can't be started.</summary>
    public static Process? StartQuietly(IReadOnlyList<string> arguments)
    {
        ProcessStartInfo info = StartInfo(arguments);
        (info.RedirectStandardInput, info.RedirectStandardOutput, info.RedirectStandardError) = (true, true, true);
        try
        {
            Process? process = Process.Start(info);
            process?.StandardInput.Close();
            process?.BeginOutputReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
