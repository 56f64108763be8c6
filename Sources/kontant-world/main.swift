import ArgumentParser
import WorldConsole

// The world alone: it builds in a minute where the whole command takes several.
WorldCommand.main()
